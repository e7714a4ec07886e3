"""The answer of the query, CSV as Athena, Trino's and DuckDB's clients write it, as events with counts."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping

import msgspec
from msgspec import Raw, Struct

from gen_vpce.traffic.counting import Counted
from gen_vpce.traffic.event import (
    Attributes,
    Event,
    Federation,
    Identity,
    Issuer,
    Named,
    SessionContext,
)
from gen_vpce.traffic.not_json import NOT_JSON
from gen_vpce.traffic.reduced import ELSEWHERE, NotToldError, hint_for
from gen_vpce.traffic.reduction_options import Asked, ToldApart
from gen_vpce.traffic.sql.columns import MARKER, TOLD
from gen_vpce.traffic.sql.parameters import OBJECT, column, names
from gen_vpce.traffic.troubles import Troubles

STARTS = tuple(f"{quote}{MARKER}{quote},{quote}{TOLD[0]}{quote},".encode() for quote in ("", '"'))
PART, END, _MARK = "\x1f", "\x1e", "\x1d"
_TOLD = msgspec.json.Decoder(ToldApart)
_BAD = "the row does not have the form of the query's answer"
_NULL = Raw(b"null")

csv.field_size_limit(1 << 27)


class Answer(Struct, frozen=True):
    """Rows of the answer, as events with their counts."""

    events: list[Counted]


def answers(held: Iterable[bytes], file: str, troubles: Troubles, asked: Asked) -> Iterator[Answer]:
    """Yield the rows of *file* block by block; NotToldError where they do not tell what is asked."""
    rows = _Rows(file, troubles, asked)
    for block in held:
        yield Answer(rows.block(block))
    rows.end()


class _Rows:
    """The rows of one file, read block by block; a row may end in a later block than it begins."""

    def __init__(self, file: str, troubles: Troubles, asked: Asked) -> None:
        self._file, self._troubles, self._asked = file, troubles, asked
        self._rest, self._line = b"", 0
        self._header: list[str] = []
        self._told: ToldApart | None = None

    def block(self, data: bytes) -> list[Counted]:
        """Return the events of a block; NotToldError where the rows do not tell what is asked."""
        data = self._rest + data
        if data.count(b'"') % 2:  # within a text that has a line break
            self._rest = data
            return []
        self._rest = b""
        text = data.decode("utf-8", errors="replace")
        return list(self._events(csv.reader(io.StringIO(text, newline=""), strict=True)))

    def end(self) -> None:
        """Note what is cut off."""
        if self._rest:
            self._troubles.of_file(self._file, "the last row is cut off")

    def _events(self, rows: Iterable[list[str]]) -> Iterator[Counted]:
        try:
            for row in rows:
                self._line += 1
                if not self._header:
                    self._header = row
                    continue
                values = dict(zip(self._header, row, strict=False))
                if len(row) != len(self._header):
                    self._troubles.of_event(self._file, f"row {self._line}", _BAD)
                elif values.get(MARKER):
                    self._begin(values[MARKER])
                else:
                    yield from self._event(values)
        except csv.Error as error:
            self._troubles.of_file(self._file, f"not CSV after row {self._line}: {error}")

    def _begin(self, text: str) -> None:
        if self._asked.everywhere:
            self._troubles.of_lack(self._file, ELSEWHERE)
        try:
            self._told = _TOLD.decode(text)
        except NOT_JSON:
            raise NotToldError(
                f"`{self._file}`: row {self._line} does not say what the rows tell apart",
                "run the query that `gen-vpce traffic sql` prints as it is, ORDER BY included",
            ) from None
        lack = self._told.lack(self._asked)
        if lack is not None:
            raise NotToldError(f"`{self._file}` does not tell {lack}", hint_for(self._asked))

    def _event(self, row: Mapping[str, str]) -> Iterator[Counted]:
        if self._told is None:
            self._begin("")
        try:
            counted = counted_event(row, self._told or ToldApart())
        except (KeyError, ValueError, *NOT_JSON):
            self._troubles.of_event(self._file, f"row {self._line}", _BAD)
            return
        if self._asked.takes(counted.first, counted.last):
            yield counted


def counted_event(row: Mapping[str, str], told: ToldApart) -> Counted:
    """Return what *row* stands for; KeyError, ValueError or one of NOT_JSON where it has another form."""

    def of(name: str) -> str | None:
        return row.get(name) or None

    name = row["object_key"]
    issuer = Issuer(of("role_arn")) if row["role_arn"] else None
    federation = Federation(of("federated_provider")) if of("federated_provider") else None
    session = SessionContext(
        issuer,
        Attributes(of("creation_date"), of("mfa_authenticated")),
        federation,
        of("source_identity"),
    )
    identity = Identity(
        type=of("identity_type"),
        principal_id=of("identity_principal_id"),
        arn=of("identity_arn"),
        account_id=of("identity_account_id"),
        invoked_by="an AWS service" if row["by_service"] else None,
        identity_provider=of("identity_provider"),
        session_context=session,
        user_name=of("user_name"),
    )
    first, last = row["first_time"], row["last_time"]
    event = Event(
        event_source=row["event_source"],
        event_name=row["event_name"],
        event_time=of("event_time") or last or None,
        aws_region=of("aws_region"),
        event_id=row["example"].rpartition(PART)[2] or None,
        event_category=row["event_category"],
        error_code=of("error_code"),
        vpc_endpoint_id=of("vpc_endpoint_id"),
        vpc_endpoint_account_id=of("vpc_endpoint_account_id"),
        recipient_account_id=of("recipient_account_id"),
        resources=tuple(_resources(row["resources"], name)) or None,
        request_parameters=_parameters(row, name, told),
        source_ip_address=of("source_ip_address"),
        user_agent=of("user_agent"),
        user_identity=identity,
        tls_details=Raw(b'{"tlsVersion":"told"}') if of("tls") else _NULL,
    )
    return Counted(event, int(row["events"]), first, last)


def _resources(text: str, name: str) -> Iterator[Named]:
    for entry in text.split(END)[:-1]:
        arn, _, account = entry.partition(PART)
        yield Named(arn.replace(_MARK, name) or None, account or None)


def _parameters(row: Mapping[str, str], name: str, told: ToldApart) -> Raw:
    """Return the parameters as JSON: all of them, or those that have a say."""
    if row["request_parameters"]:
        text = row["request_parameters"].encode()
        msgspec.json.decode(text, type=Raw)
        return Raw(text)
    values = {each: row[column(each)] for each in names(told) if each != OBJECT and row[column(each)]}
    if name:
        values[OBJECT] = name
    return Raw(msgspec.json.encode(values)) if values else _NULL
