"""The reference of the rules, docs/rules.md: `python -m gen_vpce.lint.reference > docs/rules.md`."""

import sys
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from gen_vpce.lint import rules as families
from gen_vpce.lint.rule import EVERY_KIND, Rule

_HEAD = """\
# The rules of lint

Made by `python -m gen_vpce.lint.reference` from the rules themselves; a test holds it current.

`gen-vpce lint FILE...` holds policies against these rules, and `gen-vpce generate` its own output.

- **error**: AWS refuses it, or nothing can pass.
- **warning**: almost surely not what was meant. Errors and warnings make the exit code 1.
- **suggestion**: what could be left out or said better.

Where IAM Access Analyzer has a check for the same thing, its name is given; the other rules are found in no
other tool.

A finding is accepted with a reason: in an intent by `accept: {GV328: "reason"}`, for other files by
`.gen-vpce-lint.yaml` in their folder, or for one run by `--accept GV328`:

```yaml
orders.endpoint.json:         # or "*": every file of the folder
  GV328: the table's own policy limits access
```

An acceptance that accepts nothing is a finding (GV399).
"""


def reference() -> str:
    """Return docs/rules.md."""
    found = [import_module(f"{families.__name__}.{each.name}") for each in iter_modules(families.__path__)]
    ordered = sorted(found, key=lambda family: family.RULES[0].code)
    return _HEAD + "".join(line for family in ordered for line in _family(family.__doc__, family.RULES))


def _family(title: str | None, rules: tuple[Rule, ...]) -> Iterator[str]:
    yield f"\n## {(title or '').strip().rstrip('.')}\n"
    for rule in rules:
        entry = rule.entry()
        yield f"\n### {entry.code}: {entry.title}\n\n"
        kinds = "every policy" if rule.kinds == EVERY_KIND else ", ".join(sorted(rule.kinds))
        yield f"{entry.severity.value.capitalize()}, {kinds}.\n\n{entry.explanation}\n"
        if rule.hint:
            yield f"\nHint: {rule.hint}.\n"
        if rule.analyzer:
            yield f"\nAccess Analyzer: {', '.join(rule.analyzer)}.\n"
        yield f"\n<{entry.source}>\n"


if __name__ == "__main__":
    sys.stdout.write(reference())
