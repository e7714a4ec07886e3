"""Functions that write and read other formats."""

import base64
from hashlib import new
from urllib.parse import quote

from gen_vpce.configuration.functions.registry import Family, Site, declare
from gen_vpce.configuration.value.conversion import as_string
from gen_vpce.configuration.value.json_text import decode, encode
from gen_vpce.configuration.value.value import String, Value, text_of

ENCODING: Family = {}


@declare(ENCODING, "jsonencode", 1, is_open=True)
def _jsonencode(site: Site, given: tuple[Value, ...]) -> Value:
    return encode(given[0], site.place)


@declare(ENCODING, "jsondecode", 1, is_open=True)
def _jsondecode(site: Site, given: tuple[Value, ...]) -> Value:
    if not isinstance(given[0], String):
        return site.symbol(given)
    return decode(given[0], site.place)


@declare(ENCODING, "base64encode", 1)
def _base64encode(site: Site, given: tuple[Value, ...]) -> Value:
    raw = as_string(given[0]).text.encode("utf-8", errors="surrogatepass")
    return text_of(base64.b64encode(raw).decode(), site.place)


@declare(ENCODING, "base64decode", 1)
def _base64decode(site: Site, given: tuple[Value, ...]) -> Value:
    try:
        raw = base64.b64decode(as_string(given[0]).text, validate=True)
        return text_of(raw.decode("utf-8"), site.place)
    except ValueError:
        raise site.failure("it is not base64 of a text") from None


@declare(ENCODING, "urlencode", 1)
def _urlencode(site: Site, given: tuple[Value, ...]) -> Value:
    return text_of(quote(as_string(given[0]).text, safe="-_.~").replace("%20", "+"), site.place)


def _digest(name: str) -> None:
    """Declare a function that gives a digest in hexadecimal digits."""

    @declare(ENCODING, name, 1)
    def _(site: Site, given: tuple[Value, ...]) -> Value:
        raw = as_string(given[0]).text.encode("utf-8", errors="surrogatepass")
        return text_of(new(name, raw, usedforsecurity=False).hexdigest(), site.place)


for _name in ("md5", "sha1", "sha256", "sha512"):
    _digest(_name)
