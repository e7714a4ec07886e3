"""What an editor shows of the intent's schema: plain titles, Markdown, messages, and examples to take over.

An editor puts an example where the cursor stands. yaml-language-server writes `[object Object]` for a mapping
in it, and takes defaults over unasked, so that these two become words.
"""

from collections.abc import Mapping
from typing import Any

from gen_vpce.diagnostics.english import with_article
from gen_vpce.intent.schema import OR_A_VALUE
from gen_vpce.intent.text.yaml_flow import flow
from gen_vpce.intent.violations import FORMS

# Names in a schema that hold other names, and those that hold data.
_NAMES = frozenset({"properties", "$defs"})
_DATA = frozenset({"enum", "const", "required", "examples"})


def in_words(at: Any) -> Any:  # noqa: ANN401 -- a JSON schema is whatever the file says
    """Return the schema *at* as an editor shows it."""
    if not isinstance(at, Mapping):
        return [in_words(each) for each in at] if isinstance(at, list) else at
    words = {name: _held(name, held) for name, held in at.items() if name != "default"}
    if "title" in at:
        words["title"] = plain(at["title"])
    if "description" in at:
        words["markdownDescription"] = _markdown(at)
    if "pattern" in at:
        noun = f"This is not {with_article(words['title'])}" if "title" in at else "This is wrong"
        words["patternErrorMessage"] = f"{noun}: {FORMS[at['pattern'].removesuffix(OR_A_VALUE)]}."
    if "examples" in at:
        words["examples"] = [each for each in at["examples"] if not _has_mapping(each)]
    return words


def _held(keyword: str, held: Any) -> Any:  # noqa: ANN401
    if keyword in _NAMES:
        return {name: in_words(each) for name, each in held.items()}
    return held if keyword in _DATA else in_words(held)


def plain(title: str) -> str:
    """Return a title without Markdown: editors show it as it is, or with a backslash before each sign."""
    return title.replace("`", "").replace("*", "everyone")


def _markdown(at: Mapping[str, Any]) -> str:
    shown = [each for each in at.get("examples", ()) if _has_mapping(each)]
    default = [f"Default: `{flow(at['default'])}`."] if "default" in at else []
    return " ".join([at["description"], *default, *(f"Example: `{flow(each)}`." for each in shown)])


def _has_mapping(example: object) -> bool:
    return isinstance(example, Mapping) or (isinstance(example, list) and any(map(_has_mapping, example)))
