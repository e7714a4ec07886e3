"""A second implementation of one decision, as plain as possible, to hold the first one against.

It reads a case of `simulate --batch` as data and shares no code with the package: patterns are regular
expressions, nothing is compiled ahead, and a key is there or not (it knows no `undecided`). Policies must be
well formed, names in AWS's spelling, and no two keys of an object equal but for upper and lower case.
"""

import re
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from typing import Any

Data = dict[str, Any]


def decide(case: Data) -> str:
    """Return `allowed`, `implicitly_denied` or `explicitly_denied`."""
    ask = Asked(case["request"])
    in_account = ask.account is not None
    under_scps = in_account and "/aws-service-role/" not in ask.arn
    gateway = case.get("endpoint_kind") == "gateway"
    endpoint = [case["endpoint_policy"]] if case.get("endpoint_policy") else None
    resource = [case["resource_policy"]] if case.get("resource_policy") else None
    identity = case.get("identity_policies")
    limits = [group for group in (case.get("permission_boundaries"), case.get("session_policies")) if group]
    levels = (case.get("scps") or []) if under_scps else []

    every = [
        *(resource or []),
        *(identity or []),
        *(policy for group in (*(case.get("rcps") or []), *levels, *limits) for policy in group),
    ]
    denied = [ask.matching(policy, "Deny") for policy in every]
    denied += [ask.matching(policy, "Deny", gateway=gateway) for policy in endpoint or []]
    if any(denied):
        return "explicitly_denied"

    none = (
        identity is None,
        not resource,
        not endpoint,
        not limits,
        not case.get("scps"),
        not case.get("rcps"),
    )
    if all(none):
        return "undecided"

    def passes(group: list[Data]) -> bool:
        return any(ask.matching(policy, "Allow") for policy in group)

    allowed = all(passes(level) for level in levels)
    allowed &= endpoint is None or any(ask.matching(policy, "Allow", gateway=gateway) for policy in endpoint)
    allowed &= granted(ask, identity, resource, limited=all(passes(group) for group in limits))
    return "allowed" if allowed else "implicitly_denied"


def granted(ask: "Asked", identity: list[Data] | None, resource: list[Data] | None, *, limited: bool) -> bool:
    """Whether identity and resource policies grant; *limited* is whether boundary and session allow."""
    if ask.account is None:
        limited = True
    if identity is None and resource is None:
        return limited
    by_resource = [how for policy in resource or [] for how in map(ask.how, ask.matching(policy, "Allow"))]
    same = ask.owner is None or ask.owner == ask.account
    if ask.account is None:
        return bool(by_resource)
    root = ask.principal == ask.account or ask.principal.endswith(":root")
    by_identity = any(ask.matching(policy, "Allow") for policy in identity or []) or (root and same)
    own = by_identity and limited
    if not same:
        return own and bool(by_resource)
    handed_on = limited if identity is None else own
    through = "directly" in by_resource or ("role" in by_resource and limited)
    through |= "account" in by_resource and handed_on
    alone = ask.resource.startswith("arn:aws:kms:") or ask.action.lower().startswith("sts:assumerole")
    return through or (own and not (resource and alone))


class Asked:
    """The request of a case with its keys."""

    def __init__(self, request: Data) -> None:
        self.principal: str = request["principal"]
        self.action: str = request["action"]
        self.resource: str = request["resource"]
        given = {key.lower(): value for key, value in (request.get("context") or {}).items()}
        parts = self.principal.split(":")
        self.account = self.principal if self.principal.isdigit() else parts[4] if len(parts) > 5 else None
        self.arn = f"arn:aws:iam::{self.principal}:root" if self.principal.isdigit() else self.principal
        session = re.fullmatch(r"arn:aws:sts::(\d+):assumed-role/([^/]+)/.+", self.principal)
        self.session = self.principal if session else None
        if session:
            told = given.get("aws:principalarn") or ""
            self.arn = told if ":role/" in told else f"arn:aws:iam::{session[1]}:role/{session[2]}"
        fields = self.resource.split(":")
        in_arn = fields[4] if len(fields) > 5 and fields[4].isdigit() else None
        self.owner = request.get("resource_account") or given.get("aws:resourceaccount") or in_arn
        derived = self._derived(fields) if request.get("derive", True) else {}
        self.keys = {key: value for key, value in (derived | given).items() if value not in (None, [])}

    def _derived(self, fields: list[str]) -> Data:
        service = self.principal.endswith(".amazonaws.com")
        keys: Data = {"aws:viaawsservice": "false"}
        if service:
            keys |= {"aws:principalisawsservice": "true", "aws:principalservicename": self.principal}
        if self.account:
            kinds = {
                ":role/": "AssumedRole",
                ":user/": "User",
                ":root": "Account",
                ":federated-user/": "FederatedUser",
            }
            keys |= {
                "aws:principalarn": self.arn,
                "aws:principalaccount": self.account,
                "aws:principalisawsservice": "false",
                "aws:principaltype": next(kind for part, kind in kinds.items() if part in self.arn),
            }
        if ":user/" in self.arn:
            keys["aws:username"] = self.arn.split("/")[-1]
        if self.owner:
            keys["aws:resourceaccount"] = self.owner
        if len(fields) > 5 and fields[3]:
            keys["aws:requestedregion"] = fields[3]
        return keys

    def matching(self, policy: Data, effect: str, *, gateway: bool = False) -> list[Data]:
        """Return the statements of *policy* that match and have this effect."""
        variables = policy.get("Version") == "2012-10-17"
        statements = [each for each in listed(policy["Statement"]) if each["Effect"] == effect]
        return [each for each in statements if self._matches(each, variables=variables, gateway=gateway)]

    def _matches(self, statement: Data, *, variables: bool, gateway: bool) -> bool:
        def acts(name: str) -> bool:
            return any(
                re.fullmatch(glob(pattern.lower()), self.action.lower(), re.DOTALL)
                for pattern in listed(statement[name])
            )

        def hits(name: str) -> bool:
            return any(self._arn(pattern, self.resource, variables) for pattern in listed(statement[name]))

        tests = {
            "Action": lambda: acts("Action"),
            "NotAction": lambda: not acts("NotAction"),
            "Resource": lambda: hits("Resource"),
            "NotResource": lambda: not hits("NotResource"),
            "Principal": lambda: self._named(statement["Principal"], gateway=gateway) is not None,
            "NotPrincipal": lambda: not self._spared(statement, gateway=gateway),
            "Condition": lambda: all(
                self._holds(operator, key, listed(values), variables)
                for operator, keys in statement["Condition"].items()
                for key, values in keys.items()
            ),
        }
        return all(test() for name, test in tests.items() if name in statement)

    def how(self, statement: Data) -> str:
        """Return how a matching statement names the caller."""
        named = self._named(statement["Principal"], gateway=False) if "Principal" in statement else "directly"
        assert named is not None
        return named

    def _named(self, principal: Any, *, gateway: bool) -> str | None:
        values = {("AWS", "*")} if principal == "*" else pairs(principal)
        others = {value for kind, value in values if kind != "AWS"}
        if ("AWS", "*") in values or self.principal in others:
            return "directly"
        aws = {value for kind, value in values if kind == "AWS"}
        whole = {self.account, f"arn:aws:iam::{self.account}:root"}
        if gateway:
            return "directly" if aws & whole and self.arn.endswith(":root") else None
        if self.session in aws:
            return "directly"
        if self.arn in aws and not self.arn.endswith(":root"):
            return "role" if ":role/" in self.arn else "directly"
        return "account" if self.account and aws & whole else None

    def _spared(self, statement: Data, *, gateway: bool) -> bool:
        listed_out = statement["NotPrincipal"]
        named = self._named(listed_out, gateway=gateway)
        if statement["Effect"] == "Allow" or gateway or self.account is None or listed_out == "*":
            return named is not None
        aws = {value for kind, value in pairs(listed_out) if kind == "AWS"}
        if "*" in aws:
            return True
        root = self.arn.endswith(":root")
        needed = [{self.account, f"arn:aws:iam::{self.account}:root"}]
        needed += [] if root else [{self.arn}]
        needed += [{self.session}] if self.session else []
        return all(each & aws for each in needed)

    def _arn(self, pattern: str, value: str, variables: bool) -> bool:
        if set(pattern) == {"*"}:
            return True
        parts = pattern.split(":", 5)
        parts += ["*"] * (6 - len(parts))
        values = value.split(":", 5)
        return len(values) == 6 and all(
            self._like(part, other, variables) for part, other in zip(parts, values, strict=True)
        )

    def _like(self, pattern: str, value: str, variables: bool) -> bool:
        filled = self._filled(pattern, variables)
        return filled is not None and re.fullmatch(glob(filled), value, re.DOTALL) is not None

    def _filled(self, text: str, variables: bool) -> str | None:
        """Return *text* with literal characters in place of variables, escaped by a zero byte."""
        if not variables:
            return text
        missing = False

        def value(found: re.Match[str]) -> str:
            nonlocal missing
            name, default = found[1], found[3]
            if name in ("*", "?", "$"):
                return "\0" + name
            known = self.keys.get(name.strip().lower())
            known = known[0] if isinstance(known, list) and len(known) == 1 else known
            if known is None or isinstance(known, list):
                known = default
            missing |= known is None
            return "".join("\0" + char for char in text_of(known)) if known is not None else ""

        filled = re.sub(r"\$\{([^},]*)(,\s*'([^']*)'\s*)?\}", value, text)
        return None if missing else filled

    def _holds(self, written: str, key: str, wanted: list[Any], variables: bool) -> bool:
        qualifier, _, operator = written.rpartition(":")
        bare = operator.removesuffix("IfExists")
        values = self.keys.get(key.lower())
        if bare == "Null":
            return any((text_of(each).lower() == "true") == (values is None) for each in wanted)
        empty = values is None or (qualifier and text_list(values) == [""])
        if empty:
            if bare != operator or qualifier == "ForAllValues":
                return True
            return not qualifier and "Not" in bare
        positive = bare.replace("Not", "")

        def hit(value: str) -> bool:
            return any(self._compares(positive, value, text_of(each), variables) for each in wanted)

        hits = [hit(value) for value in text_list(values)]
        if bare.startswith("ArnNot"):
            arns = [
                re.match("arn:[^:]*:[^:]*:[^:]*:[^:]*:", value) is not None for value in text_list(values)
            ]
            answers = [is_arn and not each for is_arn, each in zip(arns, hits, strict=True)]
            return any(answers) if qualifier == "ForAnyValue" else all(answers)
        if qualifier:
            answers = [each != ("Not" in bare) for each in hits]
            return all(answers) if qualifier == "ForAllValues" else any(answers)
        return any(hits) != ("Not" in bare)

    def _compares(self, operator: str, value: str, wanted: str, variables: bool) -> bool:
        if operator == "StringLike":
            return self._like(wanted, value, variables)
        if operator.startswith("Arn"):
            return self._arn(wanted, value, variables)
        if operator in ("StringEquals", "StringEqualsIgnoreCase", "Bool"):
            filled = self._filled(wanted, variables)
            fold = str.lower if operator != "StringEquals" else str
            return filled is not None and fold(filled.replace("\0", "")) == fold(value)
        return wanted == value if operator == "BinaryEquals" else ordered(operator, value, wanted)


def ordered(operator: str, value: str, wanted: str) -> bool:
    """Whether a number, a date or an address compares as a positive operator asks."""
    try:
        if operator == "IpAddress":
            return ip_address(value) in ip_network(wanted, strict=False)
        number = float if operator.startswith("Numeric") else seconds
        left, right = number(value), number(wanted)
    except ValueError:
        return False
    return {
        "Equals": left == right,
        "LessThan": left < right,
        "LessThanEquals": left <= right,
        "GreaterThan": left > right,
        "GreaterThanEquals": left >= right,
    }[operator.removeprefix("Numeric").removeprefix("Date")]


def listed(value: Any) -> list[Any]:
    """Return a list as it is and anything else as a list of one."""
    return value if isinstance(value, list) else [value]


def pairs(principal: Data) -> set[tuple[str, str]]:
    """Return the types and values of a Principal element."""
    return {(kind, value) for kind, values in principal.items() for value in listed(values)}


def text_of(value: Any) -> str:
    """Return a scalar as IAM compares it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def text_list(values: Any) -> list[str]:
    """Return the values of a key as texts."""
    return [text_of(value) for value in listed(values)]


def glob(pattern: str) -> str:
    """Return a pattern as a regular expression; a character after a zero byte is itself."""
    found = re.findall(r"\0.|.", pattern, re.DOTALL)
    return "".join({"*": ".*", "?": "."}.get(each) or re.escape(each[-1]) for each in found)


def seconds(text: str) -> float:
    """Return a date as seconds since 1970."""
    if text.isdigit():
        return float(text)
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
