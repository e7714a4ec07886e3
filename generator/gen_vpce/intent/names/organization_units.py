"""Organizational units: `ou/ou-ab12-11111111` as the pattern of the paths of all that is below the unit.

A path leads from the organization over its root and each unit to the account, and ends with a slash:
`o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/ou-ab12-22222222/`. The id of a unit holds that of its root. Only the
organization's id is unique in the world, so that every pattern begins with it.
https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed-view-data-orgs.html#access_policies_access-advisor-viewing-orgs-entity-path
https://docs.aws.amazon.com/organizations/latest/APIReference/API_OrganizationalUnit.html
"""

import re

from gen_vpce.catalog.id_forms import ORGANIZATION_ID
from gen_vpce.intent.names.name_context import Setting
from gen_vpce.intent.text.node import Node

_PATH = re.compile(
    rf"(?:(?P<organization>{ORGANIZATION_ID})/)?"
    r"(?:(?P<root>r-[0-9a-z]{4,32})/?)?"
    r"(?P<units>(?:ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}/?)*)(?P<below>\*|ou-\*)?"
)
_EXAMPLE = "ou/ou-ab12-11111111, or a path: ou/o-a1b2c3d4e5/r-ab12/ou-ab12-11111111"


def paths_of(node: Node, setting: Setting) -> str | None:
    """Return the pattern of the paths that `ou/...` stands for, or None with the finding why for none.

    A unit stands for itself and all below it, one that ends with a slash for the accounts right in it; one
    that ends with `/ou-*` for those of the units below it alone. A path that does not begin at its root may
    lie anywhere below it.
    """
    text = node.text.partition("/")[2]
    parts = _PATH.fullmatch(text)
    if parts is None or not (parts["units"] or parts["root"]) or "//" in text:
        message = f"`{text}` is not an organizational unit"
        setting.found.error("GV220", message, node.span, f"write it like {_EXAMPLE}")
        return None
    units = [each for each in parts["units"].split("/") if each]
    roots = {f"r-{unit.split('-')[1]}" for unit in units} | ({parts["root"]} - {None})
    if len(roots) > 1:
        message = f"`{text}` lies below several roots, {' and '.join(sorted(roots))}"
        hint = "the id of a unit holds the id of its root, and an organization has one root"
        setting.found.error("GV220", message, node.span, hint)
        return None
    organization = parts["organization"] or setting.organization
    if organization is None:
        hint = (
            "add for example `organization: o-a1b2c3d4e5` at the top, or write the path with it, "
            f"ou/o-a1b2c3d4e5/{text}: two organizations can have units of the same id"
        )
        setting.found.error("GV228", "the file names no organization", node.span, hint)
        return None
    (root,) = roots
    between = "" if parts["root"] or not units else "*"
    below = parts["below"] or ("" if text.endswith("/") else "*")
    return f"{organization}/{root}/{between}{''.join(f'{unit}/' for unit in units)}{below}"
