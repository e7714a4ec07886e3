"""What the shell offers for a value that is being typed."""

from collections.abc import Iterable


def services(incomplete: str) -> list[str]:
    """Return the services that have an endpoint and begin with *incomplete*."""
    from gen_vpce.catalog import endpoint_services

    return _beginning(incomplete, endpoint_services())


def regions(incomplete: str) -> list[str]:
    """Return the Regions that begin with *incomplete*."""
    from gen_vpce.catalog import regions as known

    return _beginning(incomplete, known())


def presets(incomplete: str) -> list[str]:
    """Return the presets that begin with *incomplete*."""
    from gen_vpce.intent.presets import PRESETS

    return _beginning(incomplete, PRESETS)


def pipelines(incomplete: str) -> list[str]:
    """Return the CI systems that begin with *incomplete*."""
    from gen_vpce.scaffold.pipelines import PIPELINES

    return _beginning(incomplete, PIPELINES)


def actions(incomplete: str) -> list[str]:
    """Return the actions that begin with *incomplete*, or their services while there are several."""
    from gen_vpce.catalog import endpoint_services, expand

    typed, colon, name = incomplete.partition(":")
    prefixes = sorted({each.iam_prefix for each in endpoint_services().values() if each.iam_prefix})
    services = [typed] if colon else _beginning(typed, prefixes)
    if len(services) > 1:
        return [f"{service}:" for service in services]
    return [action for service in services for action in expand(f"{service}:{name}*")]


def codes(incomplete: str) -> list[str]:
    """Return the codes of findings that begin with *incomplete*."""
    from gen_vpce.report.codes import all_codes

    return _beginning(incomplete, all_codes())


def gate_kinds(incomplete: str) -> list[str]:
    """Return the kinds of findings on a plan that begin with *incomplete*."""
    from gen_vpce.diagnostics.codes.plan import KINDS

    return _beginning(incomplete, KINDS)


def codes_and_kinds(incomplete: str) -> list[str]:
    """Return the codes and the kinds of findings that begin with *incomplete*."""
    return codes(incomplete) + gate_kinds(incomplete)


def schemas(incomplete: str) -> list[str]:
    """Return the schemas whose names begin with *incomplete*."""
    from gen_vpce.diagnostics.shipped import schema_names

    return _beginning(incomplete, schema_names())


def _beginning(incomplete: str, known: Iterable[str]) -> list[str]:
    return [name for name in known if name.startswith(incomplete)]
