"""What the user knows and no event tells: organizations of accounts, tags of callers, owners of resources."""

from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce.access.decision.caller import caller
from gen_vpce.access.decision.request import ContextValue, Request
from gen_vpce.access.patterns.glob import Matcher
from gen_vpce.access.patterns.plain_glob import arn_matcher
from gen_vpce.diagnostics import Diagnostic, Severity, Span, in_order
from gen_vpce.diagnostics.shipped import shipped
from gen_vpce.intent.findings import Findings
from gen_vpce.intent.schema import check
from gen_vpce.intent.text.node import Node
from gen_vpce.intent.text.source import Dialect, read

_FACTS = Dialect("set of facts")
_TAG_OF_PRINCIPAL, _TAG_OF_RESOURCE = "aws:principaltag/", "aws:resourcetag/"


class Account(Struct, frozen=True):
    """An account: the id of its organization, None where it is in none, and its path there.

    `is_told` says whether the organization is known at all.
    """

    organization: str | None = None
    path: str | None = None
    is_told: bool = False


class Known(Struct, frozen=True, eq=False):
    """What is known; of callers and resources the first entry that fits counts."""

    accounts: Mapping[str, Account]
    principals: tuple[tuple[Matcher, Mapping[str, str]], ...] = ()
    resources: tuple[tuple[Matcher, str | None, Mapping[str, str] | None], ...] = ()

    def added(self, request: Request, account: str | None, asked: Collection[str]) -> Request:
        """Return *request* with what is known of its caller, its resource and their accounts.

        *account* is the caller's where the request does not tell; *asked* are the keys that policies ask for,
        in lower case.
        """
        who = caller(request.principal)
        arn = who.arn or request.principal
        tags = next((tags for fits, tags in self.principals if fits(arn)), None)
        owner, tags_of_resource = self._resource(request)
        added: dict[str, ContextValue] = {
            **_organization(self.accounts.get(who.account or account or ""), "principal"),
            **_organization(self.accounts.get(owner or ""), "resource"),
            **_tags(tags, _TAG_OF_PRINCIPAL, asked),
            **_tags(tags_of_resource, _TAG_OF_RESOURCE, asked),
        }
        return replace(request, resource_account=owner, context={**added, **request.context})

    def _resource(self, request: Request) -> tuple[str | None, Mapping[str, str] | None]:
        parts = request.resource.split(":", 5)
        told = parts[4] if len(parts) == 6 and parts[4].isdigit() else None
        for fits, owner, tags in self.resources:
            if fits(request.resource):
                return request.resource_account or told or owner, tags
        return request.resource_account or told, None


def _organization(account: Account | None, whose: str) -> dict[str, ContextValue]:
    """Return the keys of the organization of *account*, empty where it is not told."""
    if account is None or not account.is_told:
        return {}
    keys: dict[str, ContextValue] = {f"aws:{whose}orgid": account.organization}
    if account.path is not None or account.organization is None:
        keys[f"aws:{whose}orgpaths"] = account.path
    return keys


def _tags(tags: Mapping[str, str] | None, prefix: str, asked: Collection[str]) -> dict[str, ContextValue]:
    """Return the asked tags: what is not among *tags* is not there; nothing where none are known."""
    if tags is None:
        return {}
    by_name = {name.lower(): value for name, value in tags.items()}
    return {key: by_name.get(key.removeprefix(prefix)) for key in asked if key.startswith(prefix)}


@cache
def facts_schema() -> Mapping[str, Any]:
    """Return the schema of a file of facts, as JSON data."""
    import json

    loaded: Mapping[str, Any] = json.loads((shipped("schemas") / "facts.schema.json").read_bytes())
    return loaded


def read_facts(path: Path) -> Known | tuple[Diagnostic, ...]:
    """Return what the file at *path* says is known, or what is wrong with it."""
    try:
        source = read(path.read_bytes(), str(path), _FACTS)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        message = f"`{path}` cannot be read: {reason}"
        return (
            Diagnostic("GV906", Severity.ERROR, message, Span(str(path)), "give a file of facts in YAML"),
        )
    found = Findings(source.diagnostics)
    root = check(source.root, found, facts_schema) if source.root else None
    if root is not None:
        _check_paths(root, found)
    if root is None or found.stop:
        return in_order(found)
    return Known(
        {id_: _account(node) for id_, node in root.items("accounts")},
        tuple((arn_matcher(arn), _texts(node, "tags") or {}) for arn, node in root.items("principals")),
        tuple(
            (arn_matcher(arn), node.string("owner"), _texts(node, "tags"))
            for arn, node in root.items("resources")
        ),
    )


def _check_paths(root: Node, found: Findings) -> None:
    """Add an error for each path of an account that begins with another organization than the account's."""
    for _, node in root.items("accounts"):
        organization, path = node.string("organization"), node.get("path")
        if organization and path is not None and path.text.partition("/")[0] != organization:
            message = f"the path `{path.text}` is in another organization than `{organization}`"
            found.error("GV205", message, path.span, f"begin it with `{organization}/`")


def _account(node: Node) -> Account:
    organization = node.get("organization")
    path = node.string("path")
    if organization is None:
        return Account(path.partition("/")[0] if path else None, path, is_told=path is not None)
    return Account(None if organization.value is None else organization.text, path, is_told=True)


def _texts(node: Node, name: str) -> Mapping[str, str] | None:
    held = node.get(name)
    return None if held is None else {key: value.text for key, value in (held.entries or {}).items()}
