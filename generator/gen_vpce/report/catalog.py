"""What `gen-vpce catalog` shows: the endpoint services, or all that an intent can say about one of them."""

import json
from collections.abc import Iterable, Sequence

from msgspec import Struct

from gen_vpce import catalog
from gen_vpce.catalog import Action, EndpointService, OwnedFeature, UnsignedCalls
from gen_vpce.intent.names.resource_forms import Form, forms
from gen_vpce.report.columns import columns
from gen_vpce.scaffold.presets import PRESETS, Preset, presets_for

_LEVELS = ("list", "read", "write", "tagging", "permissions-management")
_POLICY = {True: "yes", False: "no", None: "unknown: give what AWS says of it with --described"}


class Page(Struct, frozen=True):
    """One service: presets, actions by access level, forms of resources, and what its policies often miss.

    That are resources of AWS's own, and calls without credentials.
    """

    endpoint: EndpointService
    presets: tuple[Preset, ...]
    actions: tuple[tuple[str, tuple[Action, ...]], ...]
    resources: tuple[Form, ...]
    owned: tuple[OwnedFeature, ...]
    unsigned: UnsignedCalls | None


def page(endpoint: EndpointService) -> Page:
    """Look up what there is to say about *endpoint*."""
    prefix = endpoint.iam_prefix
    iam = catalog.service(prefix) if prefix else None
    actions = sorted(iam.actions.values(), key=lambda each: each.name) if iam else []
    by_level = ((level, tuple(each for each in actions if each.level == level)) for level in _LEVELS)
    return Page(
        endpoint,
        tuple(PRESETS[name] for name in presets_for(endpoint)),
        tuple((level, found) for level, found in by_level if found),
        tuple(sorted(forms(prefix), key=lambda form: form.shown)) if prefix else (),
        tuple(catalog.features_at(endpoint).values()),
        catalog.unsigned_calls_at(endpoint),
    )


def services_text(services: Iterable[EndpointService]) -> str:
    """Return a table with a line for each service: name, kinds, prefix of actions, policy support."""
    rows = [
        (
            each.name,
            ", ".join(sorted(each.kinds)),
            each.iam_prefix or "unknown",
            _POLICY[each.policy_support].partition(":")[0],
        )
        for each in services
    ]
    table = columns([("SERVICE", "KINDS", "ACTIONS", "POLICY"), *rows])
    return "".join(f"{line}\n" for line in (*table, "", f"made from {', '.join(catalog.sources())}"))


def services_json(services: Iterable[EndpointService]) -> str:
    """Return a list with an object for each service."""
    return json.dumps([_endpoint(each) for each in services], indent=2) + "\n"


def page_text(page: Page) -> str:
    """Return the page as sections of aligned lines."""
    endpoint, limit = page.endpoint, catalog.policy_limits()["endpoint"]
    facts = [
        ("service name", endpoint.service_name("REGION")),
        ("kinds", ", ".join(sorted(endpoint.kinds))),
        ("ports", ", ".join(str(each) for each in endpoint.ports)),
        ("endpoint policy", _POLICY[endpoint.policy_support]),
        ("longest policy", f"{limit.longest:,} {limit.unit}, as of {limit.as_of}: {limit.source}"),
    ]
    parts = [_section(endpoint.name, facts)]
    parts.append(_section("presets", [(each.name, each.summary) for each in page.presets]))
    for level, actions in page.actions:
        parts.append(
            _section(f"access: {level}", [(f"{endpoint.iam_prefix}:{each.name}",) for each in actions])
        )
    parts.append(_section("resources", [(form.shown, form.arn) for form in page.resources]))
    if page.unsigned:
        title = f"called without credentials, as of {page.unsigned.as_of}, by {page.unsigned.users}"
        parts.append(_section(title, [(each,) for each in page.unsigned.actions]))
    dates = " and ".join(sorted({each.as_of for each in page.owned}))
    title = f"service_owned, as of {dates}"
    parts.append(_section(title, [(each.name, each.title, each.source) for each in page.owned]))
    return "\n".join(part for part in parts if part)


def page_json(page: Page) -> str:
    """Return the page as one object: `actions` by access level, everything else as lists."""
    data = _endpoint(page.endpoint) | {
        "presets": [
            {"name": each.name, "summary": each.summary, "needs": list(each.needs)} for each in page.presets
        ],
        "actions": {
            level: [f"{page.endpoint.iam_prefix}:{each.name}" for each in actions]
            for level, actions in page.actions
        },
        "resources": [{"type": form.type, "written": form.shown, "arn": form.arn} for form in page.resources],
        "without_credentials": page.unsigned
        and {
            "actions": list(page.unsigned.actions),
            "users": page.unsigned.users,
            "as_of": page.unsigned.as_of,
            "source": page.unsigned.source,
        },
        "service_owned": [_owned(each) for each in page.owned],
    }
    return json.dumps(data, indent=2) + "\n"


def _owned(feature: OwnedFeature) -> dict[str, object]:
    return {
        "name": feature.name,
        "title": feature.title,
        "resources": list(feature.resources),
        "accounts": {account: list(regions) for account, regions in feature.accounts.items()},
        "actions": list(feature.actions),
        "condition": feature.condition,
        "signed": feature.signed,
        "note": feature.note,
        "as_of": feature.as_of,
        "source": feature.source,
    }


def _endpoint(endpoint: EndpointService) -> dict[str, object]:
    return {
        "name": endpoint.name,
        "kinds": sorted(endpoint.kinds),
        "iam_prefix": endpoint.iam_prefix,
        "service_name": endpoint.service_name("${Region}"),
        "ports": [str(each) for each in endpoint.ports],
        "policy_support": endpoint.policy_support,
    }


def _section(title: str, rows: Sequence[tuple[str, ...]]) -> str:
    return "".join(f"{line}\n" for line in (title, *(f"  {each}" for each in columns(rows)))) if rows else ""
