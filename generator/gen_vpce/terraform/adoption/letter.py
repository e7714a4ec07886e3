"""Whether two policies are one to Terraform: the same to the letter, but for order and white space.

Terraform compares policies so before it plans a change; a statement without a Sid and one with a Sid are two.
https://github.com/hashicorp/awspolicyequivalence
"""

from collections import Counter

from gen_vpce.policy.document import Policy, Principals, Scalar, Statement


def same_to_the_letter(one: Policy, other: Policy) -> bool:
    """Whether Terraform plans no change from *one* to *other*."""
    return (one.version, one.id) == (other.version, other.id) and same_statements(one, other)


def same_statements(one: Policy, other: Policy) -> bool:
    """Whether both hold the same statements, in any order."""
    return Counter(map(_letter, one)) == Counter(map(_letter, other))


def _letter(statement: Statement) -> object:
    return (
        statement.effect,
        statement.sid or None,
        _principals(statement.principals),
        _principals(statement.not_principals),
        *(
            None if values is None else frozenset(values)
            for values in (
                statement.actions,
                statement.not_actions,
                statement.resources,
                statement.not_resources,
            )
        ),
        frozenset(
            (each.written_operator, each.key, frozenset(map(_text, each.values)))
            for each in statement.conditions
        ),
    )


def _principals(element: Principals | None) -> object:
    return None if element is None else frozenset((kind, frozenset(names)) for kind, names in element.by_type)


def _text(value: Scalar) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
