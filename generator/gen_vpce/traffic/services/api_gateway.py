"""API Gateway: its actions are the methods of HTTP, its events are named as the operations.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html
"""

import re

from gen_vpce import catalog
from gen_vpce.traffic.event_request import EventRequest
from gen_vpce.traffic.services.pairs import Pairs

_VERB = re.compile(r"[A-Z][a-z]+")
_METHODS = {
    "Create": "POST",
    "Delete": "DELETE",
    "Export": "GET",
    "Flush": "DELETE",
    "Generate": "POST",
    "Get": "GET",
    "Put": "PUT",
    "Reimport": "PUT",
    "Reject": "POST",
    "Reset": "DELETE",
    "Test": "POST",
    "Untag": "DELETE",
    "Update": "PATCH",
}
_BY_NAME = {
    "ImportApi": "PUT",
    "ImportApiKeys": "POST",
    "ImportDocumentationParts": "PUT",
    "ImportRestApi": "POST",
}
"""`TagResource` is PUT for a REST API and POST for an HTTP API, which its events do not tell apart."""


def api_gateway(request: EventRequest) -> Pairs | None:
    """Return the method, on what is not told; None for an operation with an action of its name."""
    if catalog.event_actions(request.prefix, request.name):
        return None
    verb = _VERB.match(request.name)
    method = _BY_NAME.get(request.name) or (_METHODS.get(verb[0]) if verb else None)
    return [(f"apigateway:{method}", None)] if method else []
