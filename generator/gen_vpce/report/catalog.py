"""What `gen-vpce catalog` shows: the endpoint services, or one of them with its actions and resources."""

import json
from collections.abc import Iterable, Sequence

from gen_vpce.catalog import Action, EndpointService, Service

_LEVELS = ("list", "read", "write", "tagging", "permissions-management")


def services_text(services: Iterable[EndpointService]) -> str:
    """Return a table with a line for each service: its short name, kinds, and the prefix of its actions."""
    rows = [(each.name, ", ".join(sorted(each.kinds)), each.iam_prefix or "unknown") for each in services]
    return _columns([("SERVICE", "KINDS", "ACTIONS"), *rows])


def services_json(services: Iterable[EndpointService]) -> str:
    """Return a list with an object for each service."""
    return json.dumps([_endpoint_data(each) for each in services], indent=2) + "\n"


def service_text(endpoint: EndpointService, iam: Service | None, presets: Sequence[str]) -> str:
    """Return everything that an intent can say about one service."""
    facts = [
        ("service name", endpoint.service_name("REGION")),
        ("kinds", ", ".join(sorted(endpoint.kinds))),
        ("ports", ", ".join(str(each) for each in endpoint.ports)),
        ("endpoint policy", _POLICY[endpoint.policy_support]),
        ("presets", ", ".join(presets)),
    ]
    parts = [f"{endpoint.name}\n", _indented(facts)]
    if iam:
        for level, actions in _by_level(iam):
            names = [(f"{iam.prefix}:{each.name}",) for each in actions]
            parts.append(f"\nactions, {level}:\n{_indented(names)}")
        forms = [(each.name, each.arn) for each in iam.resource_types.values()]
        if forms:
            parts.append(f"\nresources:\n{_indented(forms)}")
    return "".join(parts)


def service_json(endpoint: EndpointService, iam: Service | None, presets: Sequence[str]) -> str:
    """Return the same as one object: `actions` by access level, `resources` by type."""
    data = _endpoint_data(endpoint) | {"presets": list(presets)}
    if iam:
        data["actions"] = {
            level: [f"{iam.prefix}:{each.name}" for each in actions] for level, actions in _by_level(iam)
        }
        data["resources"] = {each.name: each.arn for each in iam.resource_types.values()}
    return json.dumps(data, indent=2) + "\n"


_POLICY = {True: "yes", False: "no", None: "unknown: AWS publishes it only in describe-vpc-endpoint-services"}


def _endpoint_data(endpoint: EndpointService) -> dict[str, object]:
    return {
        "name": endpoint.name,
        "kinds": sorted(endpoint.kinds),
        "iam_prefix": endpoint.iam_prefix,
        "service_name": endpoint.service_name("${Region}"),
        "ports": [str(each) for each in endpoint.ports],
        "policy_support": endpoint.policy_support,
    }


def _by_level(iam: Service) -> list[tuple[str, list[Action]]]:
    found = [(level, [each for each in iam.actions.values() if each.level == level]) for level in _LEVELS]
    return [(level, sorted(actions, key=lambda each: each.name)) for level, actions in found if actions]


def _columns(rows: Sequence[tuple[str, ...]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    padded = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "".join(f"{line.rstrip()}\n" for line in padded)


def _indented(rows: Sequence[tuple[str, ...]]) -> str:
    return "".join(f"  {line}\n" for line in _columns(rows).splitlines())
