"""What a changed policy file means: the difference for all requests, beside the one in its text."""

from pathlib import PurePosixPath

from gen_vpce.inquiry.contrast import Contrast, contrasts
from gen_vpce.inquiry.part import Part
from gen_vpce.module.result import FileChange
from gen_vpce.policy.document import PolicyKind
from gen_vpce.policy.read import read

_FOLDER = "policies"


def meaning_of(change: FileChange) -> Contrast | None:
    """Return how the policy before *change* compares with the one after it.

    None for a file that holds no policy, or one that cannot be read: its text is all there is to show. A file
    that is new or deleted is compared with a policy without statements.
    """
    path = PurePosixPath(change.path)
    kind = next((kind for kind in PolicyKind if path.name.endswith(f".{kind}.json")), None)
    *_, above, folder, name = ("", "", "", *path.parts)  # a name may be empty
    if kind is None or _FOLDER not in (above, folder):
        return None
    shown = name if folder == _FOLDER else f"{folder}/{name}"  # the folder of a deployment
    old, new = _parts(shown, kind, change.old_text), _parts(shown, kind, change.new_text)
    if old is None or new is None:
        return None
    return next(iter(contrasts(old, new)), None)


def _parts(name: str, kind: PolicyKind, text: str | None) -> tuple[Part, ...] | None:
    if text is None:
        return ()
    policy = read(text, name).policy
    return None if policy is None else (Part(name, kind, policy),)
