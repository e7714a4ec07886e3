"""Services whose events tell actions and resources otherwise than by name and ARN form."""

from collections.abc import Callable, Mapping

from gen_vpce.traffic.event_request import EventRequest
from gen_vpce.traffic.services.api_gateway import api_gateway
from gen_vpce.traffic.services.bedrock import bedrock
from gen_vpce.traffic.services.dynamodb import dynamodb
from gen_vpce.traffic.services.glue import glue
from gen_vpce.traffic.services.kms import kms
from gen_vpce.traffic.services.named import ecr, functions, logs, secrets
from gen_vpce.traffic.services.pairs import Pairs
from gen_vpce.traffic.services.queues_and_buses import events, sqs
from gen_vpce.traffic.services.s3 import s3
from gen_vpce.traffic.services.ssm import ssm
from gen_vpce.traffic.services.states import states
from gen_vpce.traffic.services.sts import sts

_READERS: Mapping[str, Callable[[EventRequest], Pairs | None]] = {
    "apigateway": api_gateway,
    "bedrock": bedrock,
    "dynamodb": dynamodb,
    "ecr": ecr,
    "events": events,
    "glue": glue,
    "kms": kms,
    "lambda": functions,
    "logs": logs,
    "s3": s3,
    "secretsmanager": secrets,
    "sqs": sqs,
    "ssm": ssm,
    "states": states,
    "sts": sts,
}


def own_needs(request: EventRequest) -> Pairs | None:
    """Return what the request needs where its service has a reader; None to read it as any other."""
    reader = _READERS.get(request.prefix)
    return reader(request) if reader else None
