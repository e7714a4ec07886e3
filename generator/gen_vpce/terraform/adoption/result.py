"""What a run of adopt returns: plain values, every name relative to the working directory."""

from msgspec import Struct

from gen_vpce.access.comparison.compare import Verdict
from gen_vpce.diagnostics import Diagnostic
from gen_vpce.inquiry.contrast import Contrast


class Tightened(Struct, frozen=True):
    """A second version of an intent: its `file`, the codes that it mends, and what it would newly deny."""

    file: str
    mended: tuple[str, ...]
    contrast: Contrast

    @property
    def denies(self) -> bool:
        """Whether it would newly deny anything."""
        return self.contrast.comparison.verdict is not Verdict.EQUIVALENT


class Outcome(Struct, frozen=True):
    """What became of one endpoint.

    `label` is its id, or the name of the file of a bare policy. `folder` and `proof` are None for one that
    was refused; then `refusals` says why. `address` is where Terraform will have it, `moved_from` where it
    had it. `findings` are those of the rules on its policy, which was adopted as it was. `todo` is what is
    left to do in the source that it was in, a sentence each. `resource` is there for the policy of a
    resource: `bucket/orders`. `deployment` is the place that it stands in, where several are adopted as one
    intent.
    """

    label: str
    service: str
    folder: str | None = None
    proof: str | None = None
    address: str | None = None
    moved_from: str | None = None
    refusals: tuple[Diagnostic, ...] = ()
    findings: tuple[Diagnostic, ...] = ()
    tightened: Tightened | None = None
    todo: tuple[str, ...] = ()
    resource: str | None = None
    deployment: str | None = None


class Adoption(Struct, frozen=True):
    """A whole run: endpoints, then policies of resources, in the order of the input; the files of the roots.

    `left` are resources that say their own policy, or may: those stay what they are.
    """

    outcomes: tuple[Outcome, ...] = ()
    roots: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    left: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """1 where anything was refused, else 0: findings on what was adopted are AWS's to live with."""
        return int(bool(self.diagnostics) or any(outcome.refusals for outcome in self.outcomes))
