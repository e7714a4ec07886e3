"""Templates for tests: a text as a stack in one world, and the same template in the other syntax."""

import json
from collections.abc import Mapping

from tests.support.configurations import plain

from gen_vpce.cloudformation.stack import Stack
from gen_vpce.cloudformation.template import Template, read_template
from gen_vpce.configuration.evaluation.world import World


def template_of(text: str) -> Template:
    """Return the template in a text, all of which can be read."""
    template = read_template(text.encode(), "template.yaml")
    assert not template.broken, [(each.message, str(each.place.span)) for each in template.broken]
    return template


def as_json(text: str) -> str:
    """Return a template of YAML as JSON: functions in their long form."""
    root = template_of(text).root
    assert root
    return json.dumps(plain(root), indent=2)


def stack_of(text: str, given: Mapping[str, str]) -> Stack:
    """Return the stack of the template in a text, in the world where everything holds."""
    return Stack(template_of(text), World(), given)
