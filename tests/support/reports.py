"""Reports made by hand, with a little of everything that one can hold."""

from gen_vpce.diagnostics import Diagnostic, Related, Severity, Span
from gen_vpce.module.result import Action, FileChange, ModuleResult, Run, Status

TYPO = Diagnostic(
    "GV201",
    Severity.ERROR,
    "`Gatewayy` is not a type of endpoint",
    Span("modules/orders/intent.yaml", 8, 11, 8, 19, "    type: Gatewayy"),
    "did you mean `gateway`?",
    (Related(Span("modules/orders/intent.yaml", 6, 3, 6, 11, "  dynamodb:"), "the endpoint begins here"),),
)
WIDE = Diagnostic(
    "GV301", Severity.WARNING, "the grant allows everything", Span("modules/a b/intent.yaml", 3)
)
BARE = Diagnostic("GV999", Severity.NOTE, "nothing to do")

CHANGED = FileChange("modules/orders/main.tf", Action.CHANGED, "a\nb\n", "a\nc\n")
CREATED = FileChange("modules/orders/outputs.tf", Action.CREATED, None, "new\n")
DELETED = FileChange("modules/orders/policies/old.json", Action.DELETED, "{}\n", None)
EDITED = FileChange("modules/kms/main.tf", Action.REFUSED, "by hand\n", "rendered\n")

RUN = Run(
    results=(
        ModuleResult("modules/kms", Status.REFUSED, (EDITED,)),
        ModuleResult("modules/orders", Status.WOULD_CHANGE, (CHANGED, CREATED, DELETED), (TYPO,)),
        ModuleResult("modules/s3", Status.UNCHANGED),
    ),
    diagnostics=(BARE, WIDE),
)
