"""GV9xx: real requests, from the events of CloudTrail."""

from gen_vpce.diagnostics.model import Code, Severity

_EVENTS = "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-events.html"
_NETWORK = (
    "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-network-events-with-cloudtrail.html"
)
_LOGIC = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html"

CODES = (
    Code(
        "GV900",
        Severity.ERROR,
        "Request that succeeded would be denied",
        "The events hold a request that came through the endpoint and succeeded. The policy would deny it: "
        "whoever makes it loses what it does. The finding says how often it was made and when last.",
        _LOGIC,
    ),
    Code(
        "GV901",
        Severity.WARNING,
        "Whether a request passes is not known",
        "The events hold a request that came through the endpoint and succeeded, but not all that the policy "
        "asks for: a condition key that no event has, such as the organization of the caller, a resource or "
        "an action that the event does not tell. Give what is known with --facts, or look at it yourself.",
        _EVENTS,
    ),
    Code(
        "GV902",
        Severity.NOTE,
        "Request that the endpoint denied would pass",
        "An event of network activity says that the policy of the endpoint denied a request. The new policy "
        "lets it pass: that may be the reason for the change, or more than was meant.",
        _NETWORK,
    ),
    Code(
        "GV903",
        Severity.WARNING,
        "Events were not read",
        "A file, or an event in it, is damaged or has another form than CloudTrail's. It is left out, and "
        "nothing is said about what it holds.",
        _EVENTS,
    ),
    Code(
        "GV904",
        Severity.WARNING,
        "New policy denies what passed before",
        "With --traffic, `gen-vpce generate` asks the events of CloudTrail how often requests that succeeded "
        "needed what a policy that changes newly denies. The finding is a warning where some did, or may "
        "have, and a note where none is in these files; what the files do not prove stands below it.",
        _EVENTS,
    ),
    Code(
        "GV905",
        Severity.ERROR,
        "No policy of an endpoint",
        "Requests are replayed against the policy of an endpoint. What was named holds policies of other "
        "kinds alone.",
        _LOGIC,
    ),
    Code(
        "GV906",
        Severity.ERROR,
        "File of facts cannot be read",
        "The file that --facts names does not exist, or may not be read. `gen-vpce schema facts` prints what "
        "such a file holds.",
        _EVENTS,
    ),
    Code(
        "GV907",
        Severity.ERROR,
        "Grants cannot be added to the intent",
        "`gen-vpce learn --merge` adds lines to the intent and changes no other. Where an endpoint or its "
        "`allow` is written in brackets, by an alias, or twice, it does not know where lines belong.",
        _EVENTS,
    ),
)
