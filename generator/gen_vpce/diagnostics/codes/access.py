"""GV7xx: reading a policy that somebody else wrote, and deciding on it."""

from gen_vpce.diagnostics.model import Code, Severity

_ELEMENTS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html"
_GRAMMAR = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html"
_OPERATORS = (
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html"
)
_LOGIC = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html"
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
        "Duplicate key",
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
        "GV710",
        Severity.ERROR,
        "Policy spelled as in Terraform",
        "Terraform's aws_iam_policy_document has words of its own: actions, resources, principals of type "
        "and identifiers, conditions of test, variable and values. It translates them to IAM's JSON; where a "
        "policy itself is written, IAM's words are the only ones.",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document",
    ),
    Code(
        "GV711",
        Severity.ERROR,
        "Policy file cannot be read",
        "A file that was named as a policy is missing, is not a file, or is not text in UTF-8.",
    ),
    Code(
        "GV720",
        Severity.ERROR,
        "Expected request is refused",
        "An expectation `allow` names one request, and the policies of the file do not let it pass. The "
        "finding names the layer and the statement that decided, or the closest one that does not match. "
        "Only layers that the file holds are asked: its endpoint policies, its identity and resource "
        "policies, and the caller's own policies where `identity` names them.",
        _LOGIC,
    ),
    Code(
        "GV721",
        Severity.ERROR,
        "Request passes that should not",
        "An expectation `deny` names one request, and the policies of the file let it pass. The finding "
        "names the statement that allows it. A layer that the file does not hold filters nothing.",
        _LOGIC,
    ),
    Code(
        "GV722",
        Severity.ERROR,
        "Some request of the form passes",
        "An expectation `never` is about every request of a form; it holds when a proof shows that none "
        "passes. Here one does: the finding shows it, and `gen-vpce simulate` confirms it. Without "
        "`through`, requests through every endpoint of the file and outside all of them are meant.",
        _LOGIC,
    ),
    Code(
        "GV723",
        Severity.ERROR,
        "Some request of the form is refused",
        "An expectation `always` is about every request of a form; it holds when a proof shows that no layer "
        "of the file refuses one. Here one does: the finding shows the request and what refuses it. Without "
        "`through`, requests through every endpoint of the file and outside all of them are meant.",
        _LOGIC,
    ),
    Code(
        "GV724",
        Severity.ERROR,
        "Expectation is undecided",
        "For one request, a policy asks for a condition key whose value follows neither from the request nor "
        "from its `context`, such as the time. For all requests of a form, the proof needs something that it "
        "cannot decide, such as the value of a policy variable, or more work than it may do. What is not "
        "known to hold does not count as holding.",
        _LOGIC,
    ),
    Code(
        "GV725",
        Severity.ERROR,
        "Policy file of an expectation cannot be read",
        "A file that `identity`, `intent` or `policy` names is missing, not a regular file, not UTF-8, "
        "too large, or is named by a path that is not relative to the file that names it.",
    ),
    Code(
        "GV726",
        Severity.ERROR,
        "Expectation is about no request",
        "No request is of the form, so that `never` and `always` would both hold and say nothing: the action "
        "does not act on resources of that type, the resource lies in another Region than the endpoint leads "
        "to, or the caller has no identity policies. An `allow` without `through` is about a request outside "
        "every endpoint, in which no policy of the file may have a say. About source, an `allow` or `deny` "
        "has to say through which endpoint where several carry its action.",
        "https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html",
    ),
    Code(
        "GV727",
        Severity.ERROR,
        "File of expectations does not say what it tests",
        "A file for `gen-vpce test` names either an `intent`, or a `policy` with the Region and the account "
        "in which short names are resolved. With `--expect` it names neither: it is about the endpoints of "
        "source, and says the Region and the account where the source leaves them open.",
    ),
    Code(
        "GV740",
        Severity.ERROR,
        "Nothing to compare",
        "A side of a comparison is a policy file, an intent, the folder of a module, source of Terraform or "
        "CloudFormation, or one of them in a revision of git, spelled REVISION:PATH. A folder holds an "
        "intent.yaml, source, or policies in JSON.",
        "https://git-scm.com/docs/gitrevisions",
    ),
    Code(
        "GV790",
        Severity.NOTE,
        "Meaning of the output not proven",
        "Before anything is written, the rendered policy is read back and compared, for all requests, "
        "with what the intent says. Here the comparison could not be decided, usually because of a policy "
        "variable in a raw statement. A difference that was found would be an internal error instead.",
    ),
)
