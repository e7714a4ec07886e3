"""The question of `exists` put to cvc5: an independent oracle for what two policies allow.

Everything is spelled anew from AWS's pages, nothing is taken from `gen_vpce.access`: patterns become regular
expressions of the string theory, a request is a handful of variables. Left out are policy variables, IPv6
and dates, which other tests look at.
"""

from collections.abc import Callable, Iterable
from functools import reduce
from ipaddress import ip_network
from typing import Any

import cvc5
from cvc5 import Kind

from gen_vpce.policy.document import Condition, Effect, Policy, PolicyKind, Principals, Statement

MULTIVALUED = frozenset({"aws:tagkeys"})
NUMBERS = frozenset({"s3:max-keys"})
ADDRESSES = frozenset({"aws:sourceip"})
ALWAYS = frozenset({"aws:securetransport"})
SLOTS = 4
KINDS = ("role", "user", "root", "federated", "service", "anonymous")
IN_ACCOUNT = KINDS[:4]


class Request:
    """The variables of one request, and the constraints that make it a possible one.

    ARNs are kept in parts: the solver is far quicker on six small languages than on one large one.
    """

    def __init__(self, *, strangers: bool) -> None:
        self.solver = cvc5.Solver(cvc5.TermManager())
        self.tm = self.solver.getTermManager()
        self.solver.setLogic("ALL")
        self.solver.setOption("strings-exp", "true")
        self.solver.setOption("tlimit-per", "1000")
        self.string, self.boolean = self.tm.getStringSort(), self.tm.getBooleanSort()
        self.action, self.account, self.name = self.text("action"), self.text("account"), self.text("service")
        self.who = {kind: self.tm.mkConst(self.boolean, kind) for kind in KINDS}
        self.nothing = self.tm.mkConst(self.boolean, "acts on no resource")
        self.resource = [
            self.text(f"resource {part}") for part in ("partition", "service", "region", "account")
        ]
        self.resource.append(self.text("resource rest"))
        self.path = self.text("principal path")
        self.keys: dict[str, Any] = {}
        self.require(self.one_of(self.who.values()))
        self.require(*(self.no(self.who[kind]) for kind in KINDS if kind not in IN_ACCOUNT and not strangers))
        self._identify()
        self._place()

    def text(self, name: str) -> Any:
        return self.tm.mkConst(self.string, name)

    def require(self, *terms: Any) -> None:
        for term in terms:
            self.solver.assertFormula(term)

    def all_of(self, terms: Iterable[Any]) -> Any:
        return reduce(lambda a, b: self.tm.mkTerm(Kind.AND, a, b), terms, self.tm.mkTrue())

    def any_of(self, terms: Iterable[Any]) -> Any:
        return reduce(lambda a, b: self.tm.mkTerm(Kind.OR, a, b), terms, self.tm.mkFalse())

    def no(self, term: Any) -> Any:
        return self.tm.mkTerm(Kind.NOT, term)

    def implies(self, one: Any, other: Any) -> Any:
        return self.tm.mkTerm(Kind.IMPLIES, one, other)

    def equal(self, one: Any, other: Any) -> Any:
        return self.tm.mkTerm(Kind.EQUAL, one, other)

    def one_of(self, terms: Iterable[Any]) -> Any:
        terms = list(terms)
        pairs = (self.no(self.all_of((a, b))) for i, a in enumerate(terms) for b in terms[:i])
        return self.all_of((self.any_of(terms), *pairs))

    def literal(self, text: str) -> Any:
        return self.tm.mkString(text)

    def is_in(self, term: Any, regex: Any) -> Any:
        return self.tm.mkTerm(Kind.STRING_IN_REGEXP, term, regex)

    # Regular expressions.

    def regex(self, text: str) -> Any:
        """Return the language of a pattern, `*` any text and `?` any character."""
        one = self.tm.mkTerm(Kind.REGEXP_ALLCHAR)
        pieces = [{"*": self.many(one), "?": one}.get(char) or self.word(char) for char in text]
        return self.row([self.word(""), *pieces])

    def is_arn(self, parts: list[Any], pattern: str) -> Any:
        """Return whether an ARN, its parts after `arn:`, matches *pattern* part by part."""
        head, *wanted = (pattern.split(":", 5) + ["*"] * 5)[:6]
        if head not in ("arn", "*"):
            return self.tm.mkFalse()
        return self.all_of(
            self.tm.mkTrue() if each == "*" else self.is_in(part, self.regex(each))
            for part, each in zip(parts, wanted, strict=True)
        )

    def word(self, text: str) -> Any:
        return self.tm.mkTerm(Kind.STRING_TO_REGEXP, self.literal(text))

    def many(self, regex: Any) -> Any:
        return self.tm.mkTerm(Kind.REGEXP_STAR, regex)

    def row(self, pieces: Iterable[Any]) -> Any:
        return reduce(lambda a, b: self.tm.mkTerm(Kind.REGEXP_CONCAT, a, b), pieces)

    def no_colon(self) -> Any:
        return self.many(
            self.tm.mkTerm(Kind.REGEXP_DIFF, self.tm.mkTerm(Kind.REGEXP_ALLCHAR), self.word(":"))
        )

    def digits(self) -> Any:
        digit = self.tm.mkTerm(Kind.REGEXP_RANGE, self.literal("0"), self.literal("9"))
        return self.row([digit] * 12)

    # What a request can be.

    def _identify(self) -> None:
        self.require(self.is_in(self.account, self.digits()))
        self.require(self.is_in(self.name, self.regex("?*.amazonaws.com")))
        for kind, path in (
            ("role", "role/?*"),
            ("user", "user/?*"),
            ("root", "root"),
            ("federated", "federated-user/?*"),
        ):
            self.require(self.implies(self.who[kind], self.is_in(self.path, self.regex(path))))

    def _place(self) -> None:
        self.require(*(self.is_in(part, self.no_colon()) for part in self.resource[:4]))
        there, owner = self._fresh("aws:resourceaccount", self.tm.mkTrue())
        self.keys["aws:resourceaccount"] = there, owner
        named = self.all_of((self.no(self.nothing), self.is_in(self.resource[3], self.digits())))
        self.require(self.is_in(owner, self.digits()))
        self.require(self.implies(named, self.all_of((there, self.equal(owner, self.resource[3])))))

    @property
    def iam(self) -> Any:
        """Whether the caller belongs to an account."""
        return self.any_of(self.who[kind] for kind in IN_ACCOUNT)

    @property
    def arn(self) -> list[Any]:
        """The parts of `aws:PrincipalArn`."""
        service = self.tm.mkTerm(Kind.ITE, self.who["federated"], self.literal("sts"), self.literal("iam"))
        return [self.literal("aws"), service, self.literal(""), self.account, self.path]

    def key(self, name: str) -> tuple[Any, Any]:
        """Return whether the key is there, and its value; those about the caller follow from the caller."""
        if name == "aws:principalaccount":
            return self.iam, self.account
        if name == "aws:principalisawsservice":
            there = self.any_of((self.iam, self.who["service"]))
            value = self.tm.mkTerm(Kind.ITE, self.who["service"], self.literal("true"), self.literal("false"))
            return there, value
        if name not in self.keys:
            self.keys[name] = self._fresh(name, self.iam)
        there, value = self.keys[name]
        return there, value

    def _fresh(self, name: str, iam: Any) -> tuple[Any, Any]:
        there = self.tm.mkConst(self.boolean, f"{name} there")
        if name in NUMBERS or name in ADDRESSES:
            sort = self.tm.getRealSort() if name in NUMBERS else self.tm.getIntegerSort()
            value = self.tm.mkConst(sort, name)
            if name in ADDRESSES:
                low, high = self.tm.mkInteger(0), self.tm.mkInteger(str(2**32 + 2**128))
                self.require(self.tm.mkTerm(Kind.LEQ, low, value), self.tm.mkTerm(Kind.LT, value, high))
            return there, value
        value = self.text(name)
        self.require(self.no(self.equal(value, self.literal(""))))
        if name in ALWAYS:
            self.require(there)
        if name == "aws:securetransport":
            self.require(self.any_of(self.equal(value, self.literal(each)) for each in ("true", "false")))
        if name.startswith("aws:principal"):
            self.require(self.implies(there, iam))
        return there, value

    def slots(self, name: str) -> list[tuple[Any, Any]]:
        """Return the values that a multivalued key may have, each with whether it is there."""
        if name not in self.keys:
            self.keys[name] = [self._fresh(f"{name} {place}", self.tm.mkTrue()) for place in range(SLOTS)]
        slots: list[tuple[Any, Any]] = self.keys[name]
        return slots

    # What policies say.

    def allows(self, policy: Policy) -> Any:
        """Return the formula of *policy* allowing the request."""
        matched = {
            effect: self.any_of(self.matches(each) for each in policy if each.effect is effect)
            for effect in Effect
        }
        return self.all_of((matched[Effect.ALLOW], self.no(matched[Effect.DENY])))

    def matches(self, statement: Statement) -> Any:
        terms = [self._element(statement.actions, statement.not_actions, self._is_action)]
        terms.append(self._element(statement.resources, statement.not_resources, self._is_resource))
        if statement.principals is not None:
            terms.append(self._named(statement.principals))
        if statement.not_principals is not None:
            deny = statement.effect is Effect.DENY
            terms.append(self.no(self._left_out(statement.not_principals, deny=deny)))
        terms += map(self.holds, statement.conditions)
        return self.all_of(terms)

    def _is_action(self, pattern: str) -> Any:
        return self.is_in(self.action, self.regex(pattern.lower()))

    def _is_resource(self, pattern: str) -> Any:
        if pattern == "*":
            return self.tm.mkTrue()
        return self.all_of((self.no(self.nothing), self.is_arn(self.resource, pattern)))

    def _element(
        self, wanted: tuple[str, ...] | None, unwanted: tuple[str, ...] | None, holds: Callable[[str], Any]
    ) -> Any:
        terms = [] if wanted is None else [self.any_of(map(holds, wanted))]
        return self.all_of(
            terms if unwanted is None else [*terms, self.no(self.any_of(map(holds, unwanted)))]
        )

    def _named(self, principals: Principals) -> Any:
        terms = []
        for kind, values in principals.by_type:
            for value in values:
                if value == "*" and kind != "Service":
                    terms.append(self.tm.mkTrue())
                elif kind == "Service":
                    terms.append(
                        self.all_of((self.who["service"], self.equal(self.name, self.literal(value))))
                    )
                elif value.isdigit():
                    terms.append(self.all_of((self.iam, self.equal(self.account, self.literal(value)))))
                else:
                    terms.append(self.all_of((self.iam, self.is_arn(self.arn, value))))
        return self.any_of(terms)

    def _left_out(self, principals: Principals, *, deny: bool) -> Any:
        """Under Deny, account and ARN must both be listed; a session of a role never is in these tests."""
        if not deny or principals.is_everyone:
            return self._named(principals)
        accounts = tuple(
            (kind, tuple(v for v in values if v.isdigit())) for kind, values in principals.by_type
        )
        arns = tuple(
            (kind, tuple(v for v in values if not v.isdigit())) for kind, values in principals.by_type
        )
        both = self.all_of((self._named(Principals(accounts)), self._named(Principals(arns))))
        root = self.all_of((self._named(Principals(accounts)), self.no(self.who["role"]), self.who["root"]))
        services = tuple((kind, values) for kind, values in principals.by_type if kind == "Service")
        not_role = self.no(self.who["role"])
        return self.any_of((self.all_of((both, not_role)), root, self._named(Principals(services))))

    def holds(self, condition: Condition) -> Any:
        name = condition.key.lower()
        negated = "Not" in condition.operator
        if condition.qualifier is None:
            there, value = (self.iam, self.arn) if name == "aws:principalarn" else self.key(name)
            if condition.operator == "Null":
                return self.any_of(
                    self.no(there) if str(each).lower() == "true" else there for each in condition.values
                )
            matched = self._compared(condition, value)
            answer = self._negated(condition, value, matched) if negated else matched
            absent = self.tm.mkBoolean(condition.if_exists or negated)
            return self.tm.mkTerm(Kind.ITE, there, answer, absent)
        slots = self.slots(name)
        answers = []
        for there, value in slots:
            matched = self._compared(condition, value)
            answers.append((there, self._negated(condition, value, matched) if negated else matched))
        if condition.qualifier == "ForAllValues":
            return self.all_of(self.implies(there, answer) for there, answer in answers)
        some = self.any_of(self.all_of(pair) for pair in answers)
        absent = self.all_of(self.no(there) for there, _ in slots)
        return self.any_of((some, absent)) if condition.if_exists else some

    def _negated(self, condition: Condition, value: Any, matched: Any) -> Any:
        if not condition.operator.startswith("Arn"):
            return self.no(matched)
        return self.all_of((self.is_arn(value, "arn:*:*:*:*:*"), self.no(matched)))

    def _compared(self, condition: Condition, value: Any) -> Any:
        operator = condition.operator.replace("Not", "", 1)
        return self.any_of(self._one(operator, value, str(each)) for each in condition.values)

    def _one(self, operator: str, value: Any, text: str) -> Any:
        if operator == "IpAddress":
            return self._in_network(value, text)
        if operator.startswith("Numeric"):
            return self.tm.mkTerm(_ORDER[operator.removeprefix("Numeric")], value, self.tm.mkReal(text))
        if operator.startswith("Arn"):
            return self.is_arn(value, text)
        if operator == "StringLike":
            return self.is_in(value, self.regex(text))
        if operator == "StringEqualsIgnoreCase":
            value, text = self.tm.mkTerm(Kind.STRING_TO_LOWER, value), text.lower()
        return self.equal(value, self.literal(text))

    def _in_network(self, value: Any, text: str) -> Any:
        block = ip_network(text)
        ends = (int(block.network_address), int(block.broadcast_address))
        low, high = (self.tm.mkInteger(str(end)) for end in ends)
        return self.all_of((self.tm.mkTerm(Kind.LEQ, low, value), self.tm.mkTerm(Kind.LEQ, value, high)))


_ORDER = {
    "Equals": Kind.EQUAL,
    "LessThan": Kind.LT,
    "LessThanEquals": Kind.LEQ,
    "GreaterThan": Kind.GT,
    "GreaterThanEquals": Kind.GEQ,
}


def newly_allowed(old: Policy, new: Policy, kind: PolicyKind) -> bool | None:
    """Return whether *new* allows a request that *old* does not; None where cvc5 gives up."""
    strangers = kind in (PolicyKind.ENDPOINT, PolicyKind.RESOURCE, PolicyKind.RCP)
    request = Request(strangers=strangers)
    request.require(request.allows(new), request.no(request.allows(old)))
    result = request.solver.checkSat()
    return None if result.isUnknown() else bool(result.isSat())
