"""Where a configuration works: Region, account and partition of its provider, as texts."""

from gen_vpce.configuration.module.provider import Provider, provider
from gen_vpce.configuration.policies.model import Home
from gen_vpce.configuration.value.value import String, Unknown, Value


def home_of(known: Provider) -> Home:
    """Return what is known of a provider; the rest are the symbols of one of which nothing is known."""
    open_ = provider()
    return Home(
        _text(known.region) or _text(open_.region),
        _text(known.account) or _text(open_.account),
        _text(known.partition) or _text(open_.partition),
    )


def _text(value: Value) -> str:
    match value:
        case String():
            return value.text
        case Unknown():
            return value.symbol.marker
        case _:
            return ""
