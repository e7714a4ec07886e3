"""From plain JSON data to a policy: the grammar of the elements, one function for each.

What is wrong is returned as problems with the path of the element; `read` gives them their places.
"""

import json
from collections.abc import Iterable, Mapping
from typing import cast

from msgspec import Struct

from gen_vpce.catalog import closest
from gen_vpce.diagnostics import Severity
from gen_vpce.intent.terraform_form import iam_condition, iam_statement, terraform_names
from gen_vpce.policy.document import Condition, Effect, Policy, Principals, Scalar, Statement
from gen_vpce.policy.operators import FOR_ALL, FOR_ANY, OPERATORS, Written, take_apart
from gen_vpce.policy.positions import Path

VERSIONS = ("2012-10-17", "2008-10-17")
POLICY_ELEMENTS = ("Version", "Id", "Statement")
STATEMENT_ELEMENTS = (
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
)
PRINCIPAL_TYPES = ("AWS", "Service", "Federated", "CanonicalUser")

_JSON_NAMES = {dict: "an object", list: "a list", str: "a string", bool: "true or false", type(None): "null"}


class Problem(Struct, frozen=True):
    """What is wrong with the element at `path`; `about_key` where its name is at fault, not its value."""

    code: str
    path: Path
    message: str
    hint: str | None = None
    about_key: bool = False
    severity: Severity = Severity.ERROR


def policy_from(data: object) -> tuple[Policy | None, tuple[Problem, ...]]:
    """Return the policy that parsed JSON *data* holds, or None, and what is wrong with it."""
    reading = _Reading()
    policy = reading.policy(data)
    wrong = any(problem.severity is Severity.ERROR for problem in reading.problems)
    return (None if wrong else policy), tuple(reading.problems)


class _Reading:
    """One pass over the data of one policy; every method takes an element's data and its path."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def policy(self, data: object) -> Policy | None:
        if not isinstance(data, dict):
            self._wrong_type((), "a policy", "an object", data)
            return None
        if not any(name.casefold() == "statement" for name in data):
            bare = "Effect" in data or "Action" in data
            hint = 'wrap the statement: {"Version": "2012-10-17", "Statement": [...]}' if bare else None
            self._add("GV704", (), "a policy needs the element Statement", hint)
            return None
        elements = self._members(data, (), POLICY_ELEMENTS)
        version = elements.get("Version")
        if version is not None and version not in VERSIONS:
            known = 'write "2012-10-17"; the other one that exists is "2008-10-17"'
            self._add(
                "GV708", ("Version",), f"unknown version {_shown(version)} of the policy language", known
            )
        written = elements["Statement"]
        statements = written if isinstance(written, list) else [written]
        return Policy(
            tuple(self._statement(statement, ("Statement", at)) for at, statement in enumerate(statements)),
            version=version if isinstance(version, str) else None,
            id=self._string(elements, "Id", ()),
        )

    def _statement(self, data: object, path: Path) -> Statement:
        if not isinstance(data, dict):
            self._wrong_type(path, "a statement", "an object", data)
            return Statement(Effect.DENY)
        foreign = terraform_names(data)
        if foreign:
            self._terraforms((*path, foreign[0]), "the statement", json.dumps(iam_statement(data)))
            return Statement(Effect.DENY)
        elements = self._members(data, path, STATEMENT_ELEMENTS)
        self._exclusive(elements, path)
        return Statement(
            effect=self._effect(elements, path),
            sid=self._string(elements, "Sid", path),
            principals=self._principals(elements, "Principal", path),
            not_principals=self._principals(elements, "NotPrincipal", path),
            actions=self._strings(elements, "Action", path),
            not_actions=self._strings(elements, "NotAction", path),
            resources=self._strings(elements, "Resource", path),
            not_resources=self._strings(elements, "NotResource", path),
            conditions=self._conditions(elements.get("Condition", {}), (*path, "Condition")),
        )

    def _members(self, data: Mapping[str, object], path: Path, known: tuple[str, ...]) -> dict[str, object]:
        """Return the members of an object under their names in AWS's spelling."""
        if all(name in known for name in data):
            return dict(data)
        by_fold: dict[str, str] = {name.casefold(): name for name in known}
        members: dict[str, object] = {}
        for written, value in data.items():
            name = by_fold.get(written.casefold())
            here = (*path, written)
            if name is None:
                hint = _did_you_mean(written, known) or f"the elements are {', '.join(known)}"
                self._add_key("GV702", here, f"unknown element `{written}`", hint)
            elif name in members:
                self._twice(here, written)
            else:
                members[name] = value
                self._respelled(here, written, name)
        return members

    def _exclusive(self, elements: Mapping[str, object], path: Path) -> None:
        for name in ("Principal", "Action", "Resource"):
            if name in elements and f"Not{name}" in elements:
                self._add("GV705", path, f"a statement has either {name} or Not{name}, this one has both")
        if "Action" not in elements and "NotAction" not in elements:
            self._add("GV704", path, "a statement needs the element Action or NotAction")

    def _effect(self, elements: Mapping[str, object], path: Path) -> Effect:
        if "Effect" not in elements:
            self._add("GV704", path, "a statement needs the element Effect", 'write "Allow" or "Deny"')
            return Effect.DENY
        written = elements["Effect"]
        if written in ("Allow", "Deny"):
            return Effect(written)
        hint = _did_you_mean(written, Effect) if isinstance(written, str) else None
        message = f"the effect {_shown(written)} is neither Allow nor Deny"
        self._add("GV707", (*path, "Effect"), message, hint or "upper and lower case count")
        return Effect.DENY

    def _string(self, elements: Mapping[str, object], name: str, path: Path) -> str | None:
        value = elements.get(name)
        if name in elements and not isinstance(value, str):
            self._wrong_type((*path, name), name, "a string", value)
        return value if isinstance(value, str) else None

    def _strings(self, elements: Mapping[str, object], name: str, path: Path) -> tuple[str, ...] | None:
        return self._texts(elements[name], (*path, name), name) if name in elements else None

    def _texts(self, data: object, path: Path, what: str) -> tuple[str, ...]:
        values = data if isinstance(data, list) else [data]
        for at, value in enumerate(values):
            if not isinstance(value, str):
                here = (*path, at) if isinstance(data, list) else path
                self._wrong_type(here, what, "a string or a list of strings", value)
        return tuple(value for value in values if isinstance(value, str))

    def _principals(self, elements: Mapping[str, object], name: str, path: Path) -> Principals | None:
        if name not in elements:
            return None
        data = elements[name]
        here = (*path, name)
        if data == "*":
            return Principals((("*", ("*",)),))
        if not isinstance(data, dict):
            hint = f'write {{"AWS": {_shown(data)}}}' if isinstance(data, str) else None
            self._add("GV703", here, f'{name} is "*" or an object by type, not {_named(data)}', hint)
            return None
        members = self._members(data, here, (*PRINCIPAL_TYPES, "*"))
        return Principals(tuple((kind, self._texts(members[kind], (*here, kind), name)) for kind in members))

    def _conditions(self, data: object, path: Path) -> tuple[Condition, ...]:
        form = iam_condition(data)
        if form:
            self._terraforms(path, "the condition", f'"Condition": {json.dumps(form)}')
            return ()
        if not isinstance(data, dict):
            self._wrong_type(path, "Condition", "an object of operators", data)
            return ()
        seen: set[str] = set()
        found: list[Condition] = []
        for written, keys in data.items():
            here = (*path, written)
            operator = self._operator(written, here)
            if written.casefold() in seen:
                self._twice(here, written)
            seen.add(written.casefold())
            if not isinstance(keys, dict):
                self._wrong_type(here, f"the operator {written}", "an object of condition keys", keys)
            elif operator is not None:
                found += self._questions(operator, keys, here)
        return tuple(found)

    def _operator(self, written: str, path: Path) -> Written | None:
        operator = take_apart(written)
        if operator is None:
            hint = _did_you_mean(written.rpartition(":")[2], OPERATORS)
            if written.casefold() == "nullifexists":
                hint = "Null asks itself whether the key exists: leave IfExists out"
            elif ":" in written and take_apart(written.rpartition(":")[2]):
                hint = f"the qualifiers are {FOR_ALL} and {FOR_ANY}"
            self._add_key("GV706", path, f"unknown condition operator `{written}`", hint)
            return None
        self._respelled(path, written, operator.spelled)
        return operator

    def _questions(self, operator: Written, keys: Mapping[str, object], path: Path) -> list[Condition]:
        seen: set[str] = set()
        found: list[Condition] = []
        for key, data in keys.items():
            here = (*path, key)
            if key.casefold() in seen:
                self._twice(here, key)
            seen.add(key.casefold())
            values = data if isinstance(data, list) else [data]
            for at, value in enumerate(values):
                if not isinstance(value, (str, bool, int, float)):
                    place = (*here, at) if isinstance(data, list) else here
                    self._wrong_type(place, f"a value of {key}", "a string, a number or true or false", value)
            scalars = cast(tuple[Scalar, ...], tuple(values))
            found.append(Condition(operator.operator, key, scalars, operator.qualifier, operator.if_exists))
        return found

    def _respelled(self, path: Path, written: str, canonical: str) -> None:
        if written != canonical:
            message = f"`{written}` is spelled `{canonical}` in AWS's documentation"
            found = Problem("GV709", path, message, about_key=True, severity=Severity.SUGGESTION)
            self.problems.append(found)

    def _terraforms(self, path: Path, what: str, form: str) -> None:
        message = f"{what} is spelled as in Terraform's aws_iam_policy_document, not as in IAM"
        self._add_key("GV710", path, message, f"write {form}")

    def _twice(self, path: Path, written: str) -> None:
        message = f"the key `{written}` occurs twice in one object, in different upper and lower case"
        self._add_key("GV701", path, message, "keep one of them")

    def _wrong_type(self, path: Path, what: str, wanted: str, value: object) -> None:
        self._add("GV703", path, f"{what} is {wanted}, not {_named(value)}")

    def _add(self, code: str, path: Path, message: str, hint: str | None = None) -> None:
        self.problems.append(Problem(code, path, message, hint))

    def _add_key(self, code: str, path: Path, message: str, hint: str | None = None) -> None:
        self.problems.append(Problem(code, path, message, hint, about_key=True))


def _did_you_mean(word: str, known: Iterable[str]) -> str | None:
    close = closest(word, known)
    return f"did you mean `{close}`?" if close else None


def _named(value: object) -> str:
    return _JSON_NAMES.get(type(value), f"the number {value}")


def _shown(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else _named(value)
