"""Expectations in a file of their own: what it says of itself, and its entries resolved.

The file names an intent, in whose setting its short names are resolved, or one policy with a Region and an
account; or neither, where it is about source that somebody names beside it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from gen_vpce import catalog
from gen_vpce.diagnostics import Diagnostic, in_order
from gen_vpce.intent.expectations import expectation
from gen_vpce.intent.findings import Findings, did_you_mean
from gen_vpce.intent.model import Endpoint, EndpointKind, Expectation, Intent
from gen_vpce.intent.names.name_context import Setting
from gen_vpce.intent.places.deployments import expectations_here
from gen_vpce.intent.places.fold import fold
from gen_vpce.intent.places.scopes import check_scope
from gen_vpce.intent.places.values import fill
from gen_vpce.intent.schema import check, expect_schema
from gen_vpce.intent.text.node import Node
from gen_vpce.intent.text.source import Read

_OF_A_POLICY = ("kind", "endpoint_kind", "service", "region", "account")
_REFERRING = ("principal", "resource")
_OF_SOURCE = ("version", "region", "account", "expect")


class ExpectFile(Struct, frozen=True):
    """A sound file of expectations; `found` collects what is wrong with it, here and later."""

    root: Node
    found: Findings

    @property
    def intent(self) -> Node | None:
        """The path of the intent that is tested."""
        return self.root.get("intent")

    @property
    def policy(self) -> Node | None:
        """The path of the policy that is tested."""
        return self.root.get("policy")

    @property
    def endpoint_kind(self) -> EndpointKind | None:
        """The type of the policy's endpoint, None where nobody tells."""
        told = self.root.string("endpoint_kind")
        return EndpointKind(told) if told else None

    def of_intents(
        self, intents: Sequence[Intent]
    ) -> tuple[list[tuple[Expectation, ...]], tuple[Diagnostic, ...]]:
        """Return the expectations about the policies of each of *intents*, and what is wrong with them.

        There are several where the file that is named has deployments.
        """
        names = {each.deployment: self.root for each in intents if each.deployment}
        self._check_scopes(names)
        if not names:
            return [self._of_intent(intents[0], self.root, self.found)], in_order(self.found)
        of_each: dict[str, Findings] = {}
        made = []
        for intent in intents:
            own = of_each[intent.deployment or ""] = Findings()
            here = expectations_here(intent.deployment or "", self.root.at(("expect",)), names)
            root = replace(self.root, entries={"expect": fill(here, intent.values, own)})
            made.append(self._of_intent(intent, root, own))
        folded = fold(of_each, {each.deployment or "": each.values for each in intents})
        return made, in_order([*self.found, *folded])

    def _check_scopes(self, deployments: Mapping[str, Node]) -> None:
        for entry in self.root.each("expect"):
            for claim in (entry.entries or {}).values():
                check_scope(claim, deployments, self.found)

    def _of_intent(self, intent: Intent, root: Node, found: Findings) -> tuple[Expectation, ...]:
        setting = Setting(intent.region, intent.account, intent.partition, intent.organization, found)
        return self._resolved(root, intent.every_endpoint, setting)

    def of_policy(self, setting: Setting) -> tuple[Expectation, ...]:
        """Return the expectations, about one policy: they name no endpoint."""
        self._check_scopes({})
        return self._resolved(self.root, (), setting)

    def of_source(
        self,
        endpoints: Sequence[Endpoint],
        declared: Collection[str],
        setting: Setting,
        value: Callable[[Node], Node],
    ) -> tuple[Expectation, ...]:
        """Return the expectations, about *endpoints* of source; *declared* are the addresses of all of it.

        *value* gives the value of a text that is a reference to something in the source. What is wrong with
        an expectation about other endpoints is for those to say.
        """
        by_name = {each.name: each for each in endpoints}
        made = []
        for entry in (each for each in self.root.each("expect") if each.entries):
            before = len(setting.found)
            made.append(expectation(_with_values(entry, value), by_name, declared, setting))
            if made[-1].through in declared and made[-1].through not in by_name:
                del setting.found[before:]
        return tuple(made)

    def setting(self) -> Setting | None:
        """Return what short names are resolved in where no intent says it, or None with the finding why."""
        region = self.root.at(("region",))
        partition = self._partition(region)
        if partition is None:
            return None
        return Setting(region.text, self.root.at(("account",)).text, partition, None, self.found)

    def given(self) -> dict[str, str]:
        """Return what the file says of the Region, the partition and the account of source."""
        region, account = self.root.get("region"), self.root.get("account")
        partition = self._partition(region) if region else None
        values = {"account": account.text if account else None, "partition": partition}
        values["Region"] = region.text if region else None
        return {name: value for name, value in values.items() if value}

    def _partition(self, region: Node) -> str | None:
        partition = catalog.partition_of(region.text)
        if partition is None:
            hint = did_you_mean(region.text, catalog.regions()) or "write its name, such as us-east-1"
            self.found.error("GV210", f"unknown Region `{region.text}`", region.span, hint)
        return partition

    def service(self) -> str | None:
        """Return the IAM prefix behind the policy's endpoint, None where nobody tells."""
        named = self.root.get("service")
        if named is None:
            return None
        known = catalog.endpoint_service(named.text)
        if known is None:
            hint = did_you_mean(named.text, catalog.endpoint_services())
            message = f"`{named.text}` is not a service with an endpoint"
            self.found.error("GV212", message, named.span, hint or "`gen-vpce catalog` lists them")
        return known.iam_prefix if known else None

    def _resolved(
        self, root: Node, endpoints: Sequence[Endpoint], setting: Setting
    ) -> tuple[Expectation, ...]:
        by_name = {each.name: each for each in endpoints}
        entries = (entry for entry in root.each("expect") if entry.entries)
        return tuple(expectation(entry, by_name, by_name, setting) for entry in entries)


def _with_values(entry: Node, value: Callable[[Node], Node]) -> Node:
    """Return an expectation with the values of the references that it names."""
    forms = {claim: _valued(form, value) for claim, form in (entry.entries or {}).items()}
    return replace(entry, entries=forms)


def _valued(form: Node, value: Callable[[Node], Node]) -> Node:
    entries = form.entries or {}
    return replace(
        form, entries={name: value(each) if name in _REFERRING else each for name, each in entries.items()}
    )


def is_expect_file(source: Read) -> bool:
    """Whether a file names what its expectations are about, which no intent does."""
    root = source.root
    return root is not None and any(root.get(name) for name in ("intent", "policy"))


def read_expect_file(source: Read, *, of_source: bool = False) -> tuple[ExpectFile | None, Findings]:
    """Return the file of expectations, None where too much is wrong with it, and the findings.

    With *of_source*, it is about source, and names nothing itself.
    """
    found = Findings(source.diagnostics)
    root = check(source.root, found, expect_schema) if source.root else None
    if root is not None and of_source:
        _check_of_source(root, found)
    elif root is not None:
        _check_subject(root, found)
    return (None if root is None or found.stop else ExpectFile(root, found)), found


def _check_of_source(root: Node, found: Findings) -> None:
    for name, node in (root.entries or {}).items():
        if name not in _OF_SOURCE:
            message = f"`{name}` has no place in a test of source"
            found.error("GV727", message, node.place, "remove it; `through` names an endpoint by its address")


def _check_subject(root: Node, found: Findings) -> None:
    policy = root.get("policy")
    if root.get("intent") and policy:
        message = "the test names an intent and a policy, and is about one of them"
        found.error("GV727", message, policy.place, "remove one of the two, or write two files")
    if root.get("intent"):
        for name in _OF_A_POLICY:
            if spare := root.get(name):
                message = f"`{name}` goes with `policy`; the intent says it already"
                found.error("GV727", message, spare.place, "remove it")
        return
    for name in ("region", "account") if policy else ():
        if root.get(name) is None and policy:
            message = f"the test of a policy has no `{name}`, in which short names are resolved"
            example = "us-east-1" if name == "region" else '"123456789012"'
            found.error("GV727", message, policy.place, f"add for example `{name}: {example}`")
