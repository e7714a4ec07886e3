"""How long a comparison takes, on real pairs where they are at hand and on hard ones, against cvc5."""

from collections.abc import Callable, Iterator, Sequence
from random import Random
from time import perf_counter

from tests.support.meaning.oracles import pairs
from tests.support.meaning.random_policies import random_policy, seeded, variant
from tests.support.outside.smt import newly_allowed

from gen_vpce.access.comparison.compare import compare, readings
from gen_vpce.access.comparison.difference import added
from gen_vpce.policy.document import EVERYONE, Condition, Effect, Policy, PolicyKind, Statement

Pair = tuple[Policy, Policy, PolicyKind]

_WORDS = (
    "alpha",
    "bravo",
    "delta",
    "echo",
    "golf",
    "hotel",
    "india",
    "kilo",
    "lima",
    "mike",
    "oscar",
    "papa",
)


def run() -> None:
    """Both directions; aim: median < 0.25 ms and p99 < 15 ms on real pairs, never over a second."""
    print(f"  {'':34}  {'pairs':>5}  {'median':>8}  {'p95':>8}  {'p99':>8}  {'max':>8}  undecided   (ms)")
    for name, found in _families():
        _show(name, found, _ours)
        _show(f"{name}, rows", found, _rows)
        if len(found[0][0].statements) < 20:
            _show(f"{name}, cvc5", found[:40], _cvc5)


def _families() -> Iterator[tuple[str, Sequence[Pair]]]:
    real = [(case.old, case.new, case.kind) for case in pairs()]
    if real:
        yield "oracle pairs", real
    yield "random pairs", list(_random_pairs(300))
    yield "50 statements, *word* globs", list(_globs(50, 20))
    yield "200 statements, *word* globs", list(_globs(200, 10))
    yield "twelve *word* globs, one Allow", [_twelve()]
    yield "twenty distinct keys", [_keys(20)]


def _random_pairs(count: int) -> Iterator[Pair]:
    for seed in range(count):
        random = seeded(seed)
        old = random_policy(random, principals=False, statements=4)
        yield old, variant(random, old), PolicyKind.IDENTITY


def _globs(statements: int, count: int) -> Iterator[Pair]:
    for seed in range(count):
        random = seeded(seed)
        old = Policy(tuple(_glob_statement(random) for _ in range(statements)))
        yield old, variant(random, old), PolicyKind.ENDPOINT


def _glob_statement(random: Random) -> Statement:
    words = random.sample(_WORDS, 2)
    return Statement(
        Effect.ALLOW if random.random() < 0.7 else Effect.DENY,
        principals=EVERYONE,
        actions=tuple(f"s3:*{word.title()}*" for word in random.sample(_WORDS, 2)),
        resources=(f"arn:aws:s3:::*{words[0]}*/*{words[1]}*",),
        conditions=(Condition("StringLike", f"aws:PrincipalTag/{random.choice(_WORDS)}", (f"*{words[0]}*",)),)
        if random.random() < 0.3
        else (),
    )


def _twelve() -> Pair:
    old = tuple(
        Statement(Effect.ALLOW, actions=("s3:GetObject",), resources=(f"arn:aws:s3:::*{word}*",))
        for word in _WORDS
    )
    new = Statement(Effect.ALLOW, actions=("s3:GetObject",), resources=("arn:aws:s3:::logs-*",))
    return Policy(old), Policy((*old, new)), PolicyKind.IDENTITY


def _keys(count: int) -> Pair:
    old = tuple(
        Statement(
            Effect.ALLOW,
            actions=("s3:*",),
            resources=("*",),
            conditions=(
                Condition("StringEquals", f"aws:RequestTag/t{number}", ("a",)),
                Condition("StringLike", f"aws:RequestTag/t{(number + 1) % count}", ("b*",)),
            ),
        )
        for number in range(count)
    )
    new = Statement(
        Effect.ALLOW,
        actions=("s3:*",),
        resources=("*",),
        conditions=tuple(Condition("StringLike", f"aws:RequestTag/t{n}", ("*",)) for n in range(count)),
    )
    return Policy(old), Policy((*old, new)), PolicyKind.IDENTITY


def _ours(old: Policy, new: Policy, kind: PolicyKind) -> bool:
    return None not in (
        (found := compare(old, new, kind=kind)).newly_allowed.answer,
        found.newly_denied.answer,
    )


def _rows(old: Policy, new: Policy, kind: PolicyKind) -> bool:
    pairs = readings(old, new, kind=kind)
    found = [*added(*pairs), *added(*((after, before) for before, after in pairs))]
    return all(row.is_settled for row in found)


def _cvc5(old: Policy, new: Policy, kind: PolicyKind) -> bool:
    return None not in (newly_allowed(old, new, kind), newly_allowed(new, old, kind))


def _show(name: str, found: Sequence[Pair], decide: Callable[[Policy, Policy, PolicyKind], bool]) -> None:
    seconds, undecided = [], 0
    for pair in found:
        start = perf_counter()
        undecided += not decide(*pair)
        seconds.append(perf_counter() - start)
    seconds.sort()
    at = [seconds[min(int(len(seconds) * part), len(seconds) - 1)] * 1000 for part in (0.5, 0.95, 0.99, 1)]
    print(f"  {name:34}  {len(found):5}  {'  '.join(f'{each:8.3f}' for each in at)}  {undecided:9}")
