"""GV7xx: reading a policy that somebody else wrote, and deciding on it."""

from gen_vpce.diagnostics.model import Code, Severity

_ELEMENTS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html"
_GRAMMAR = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html"
_OPERATORS = (
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html"
)
_VERSION = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html"

CODES = (
    Code(
        "GV700",
        Severity.ERROR,
        "Policy is not JSON",
        "The text of the policy cannot be parsed. The place is where the parser gave up: the mistake is "
        "there or just before it, often a comma that is missing or one too many.",
        _GRAMMAR,
    ),
    Code(
        "GV701",
        Severity.ERROR,
        "Key stands twice",
        "One object of the policy has the same key twice. Parsers keep the last one and drop the other "
        "without a word, so that a reader and AWS may see different policies; AWS refuses such a document. "
        "Names of elements and of condition keys are the same in upper and lower case.",
        _GRAMMAR,
    ),
    Code(
        "GV702",
        Severity.ERROR,
        "Unknown element",
        "A policy has the elements Version, Id and Statement; a statement has Sid, Effect, Principal, "
        "NotPrincipal, Action, NotAction, Resource, NotResource and Condition; a Principal has the types "
        "AWS, Service, Federated and CanonicalUser. AWS refuses any other name.",
        _ELEMENTS,
    ),
    Code(
        "GV703",
        Severity.ERROR,
        "Value of the wrong type",
        "The element holds another type of JSON value than IAM's grammar has there. A single value may stand "
        "for a list; an account id is a string.",
        _GRAMMAR,
    ),
    Code(
        "GV704",
        Severity.ERROR,
        "Element is missing",
        "A policy needs Statement, even for a single statement; a statement needs Effect, and Action or "
        "NotAction.",
        _ELEMENTS,
    ),
    Code(
        "GV705",
        Severity.ERROR,
        "Elements exclude each other",
        "A statement names what it matches or what it does not match, never both: Principal or NotPrincipal, "
        "Action or NotAction, Resource or NotResource.",
        _GRAMMAR,
    ),
    Code(
        "GV706",
        Severity.ERROR,
        "Unknown condition operator",
        "IAM has no such operator. The operators are those of strings, numbers, dates, booleans, binary "
        "values, IP addresses and ARNs, and Null; ForAllValues: or ForAnyValue: may stand in front, IfExists "
        "behind (but not behind Null).",
        _OPERATORS,
    ),
    Code(
        "GV707",
        Severity.ERROR,
        "Unknown effect",
        "The effect of a statement is Allow or Deny, spelled just so.",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_effect.html",
    ),
    Code(
        "GV708",
        Severity.ERROR,
        "Unknown version of the policy language",
        "There are two versions of the policy language: 2012-10-17, and 2008-10-17, which has no policy "
        "variables and is what a policy without Version gets. The element is not a date of your own.",
        _VERSION,
    ),
    Code(
        "GV709",
        Severity.SUGGESTION,
        "Name in unusual upper and lower case",
        "AWS accepts the name, but everyone else writes it otherwise, and other tools may not know it.",
        _ELEMENTS,
    ),
    Code(
        "GV790",
        Severity.NOTE,
        "Meaning of the output not proven",
        "Before anything is written, the rendered policy is read back and compared, for all requests, with "
        "what the intent says. Here the comparison could not be decided, usually because of a policy variable "
        "in a raw statement. A difference that was found would be an internal error instead.",
    ),
)
