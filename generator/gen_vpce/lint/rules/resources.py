"""Resources that a request never names, or that were left out."""

from collections.abc import Iterator

from gen_vpce import catalog
from gen_vpce.diagnostics import Severity
from gen_vpce.lint import pages
from gen_vpce.lint.acting_resources import types_met
from gen_vpce.lint.rule import ENDPOINT, Finding, Rule
from gen_vpce.lint.subject import Placed, Subject
from gen_vpce.policy.patterns import action_covers


class ResourceElsewhere(Rule):
    """A resource lies in another Region than the endpoint.

    A request through an endpoint reaches its service in the endpoint's own Region, so the entry never
    matches.
    """

    code = "GV346"
    severity = Severity.WARNING
    source = "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html"
    kinds = ENDPOINT

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Compare Regions; IAM's resources are in none."""
        for placed in subject.statements:
            for value in placed.all_resources:
                region = value.text.split(":", 5)[3] if value.text.count(":") > 4 else ""
                known = subject.region and region in catalog.regions()
                if known and region != subject.region:
                    yield Finding(
                        value.path,
                        f"`{value.text}` lies in {region}, the endpoint in {subject.region}",
                        f"write {subject.region}, or leave it to an endpoint in {region}",
                    )


class IndexesLeftOut(Rule):
    """A table is named without its indexes.

    Query and Scan on a secondary index ask for the ARN of the index, `table/Orders/index/ByDate`, which the
    ARN of the table does not match.
    """

    code = "GV347"
    severity = Severity.SUGGESTION
    source = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/api-permissions-reference.html"
    kinds = ENDPOINT

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at statements that allow Query or Scan."""
        for placed in subject.statements:
            if not placed.allows or not _reads_indexes(placed):
                continue
            met = {value: types_met("dynamodb", value.text) for value in placed.resources}
            if not any("index" in kinds for kinds in met.values()):
                for value, kinds in met.items():
                    if kinds == {"table"}:
                        yield Finding(
                            value.path,
                            f"`{value.text}` leaves out the table's indexes",
                            f"add `{value.text}/index/*`",
                        )


def _reads_indexes(placed: Placed) -> bool:
    return any(
        action_covers(value.text, wanted)
        for value in placed.actions
        for wanted in ("dynamodb:Query", "dynamodb:Scan")
    )


class NotResourceAllowed(Rule):
    """An Allow with NotResource allows every other resource.

    That takes in the resources of all other services and accounts, and those that are made in future.
    """

    code = "GV348"
    severity = Severity.SUGGESTION
    source = pages.NOT_RESOURCE
    hint = "name in Resource what is allowed, or deny the others"

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at the Allow statements."""
        for placed in subject.statements:
            if placed.allows and placed.statement.not_resources is not None:
                yield Finding(
                    (*placed.path, "NotResource"),
                    f"statement {placed.name} allows every resource but those named",
                )


RULES: tuple[Rule, ...] = (ResourceElsewhere(), IndexesLeftOut(), NotResourceAllowed())
