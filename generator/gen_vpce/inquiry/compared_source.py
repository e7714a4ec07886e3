"""What OLD or NEW of a comparison names: a policy file, an intent, a folder, or one of them in git.

A folder is a module of gen-vpce's, one of policies in JSON, or source: Terraform and templates of
CloudFormation. A template may be given by itself.

Of an intent with deployments, `orders#dev` is one of them.

`HEAD:modules/orders` and `main:policy.json` are read by git, as git spells them:
https://git-scm.com/docs/gitrevisions
"""

from itertools import islice
from pathlib import Path, PurePosixPath

from msgspec import Struct

from gen_vpce.cloudformation.recognition import looks_like_template
from gen_vpce.configuration.files import folders_with_terraform, is_configuration
from gen_vpce.configuration.policies.request import Request
from gen_vpce.diagnostics import Diagnostic, Severity, Span
from gen_vpce.inquiry.part import Part
from gen_vpce.intent.chosen import one_of, split
from gen_vpce.intent.close_names import found_instead
from gen_vpce.intent.model import Intent
from gen_vpce.module.git import GitError, git, names
from gen_vpce.module.paths import INTENT
from gen_vpce.policy.document import FULL_ACCESS, PolicyKind
from gen_vpce.policy.read import read

_SUFFIXES = (".yaml", ".yml")
_HINT = "give a policy file, an intent, a module's folder, or REVISION:PATH"
_TEMPLATES = (*_SUFFIXES, ".json", ".template")


class Side(Struct, frozen=True):
    """The policies that a name stands for, none where something is wrong with it."""

    parts: tuple[Part, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


class Sides(Struct, frozen=True):
    """Both sides of a comparison, and in which `reading` the old one is compared where it is not its own."""

    old: Side
    new: Side
    reading: str | None = None


def side(name: str, kind: PolicyKind | None, request: Request | None = None) -> Side:
    """Read what *name* stands for; *kind* is that of a policy file whose name does not tell."""
    name, deployment = split(name)
    try:
        folder = _listing(name)
        if deployment is not None:
            file = name if folder is None else _inside(name, INTENT)
            return _of_intent(file, content(file), deployment)
        if folder is None:
            return _of_file(name, content(name), kind, request)
        return _of_folder(name, folder, kind, request)
    except OSError as error:
        return _failed(name, f"`{name}` cannot be read: {(error.strerror or str(error)).lower()}")
    except GitError as error:
        return _failed(name, f"`{name}` cannot be read: {error}")


def sides(old: str, new: str, kind: PolicyKind | None, request: Request | None = None) -> Sides:
    """Read what *old* and *new* stand for; see `side`.

    Two deployments of one intent have nothing but names in common, so that all of one would be new beside the
    other: the old one is read as if it were in the place of the new one.
    """
    after = side(new, kind, request)
    (name, deployment), (other, place) = split(old), split(new)
    if not after.parts or name != other or deployment is None or place is None or deployment == place:
        return Sides(side(old, kind, request), after)
    folder = _listing(name)
    file = name if folder is None else _inside(name, INTENT)
    from gen_vpce.intent.load import load_elsewhere

    loaded = one_of(load_elsewhere(content(file), file, deployment, place), deployment, file)
    if loaded.intent is None:
        return Sides(Side((), loaded.diagnostics), after)
    where = f"{deployment} is read as if it were in {loaded.intent.region} of account {loaded.intent.account}"
    return Sides(_of_place(loaded.intent, is_named=False), after, f"{where}, with the values of {place}")


def _of_folder(name: str, folder: list[str], kind: PolicyKind | None, request: Request | None) -> Side:
    if INTENT in folder:
        return _of_file(_inside(name, INTENT), content(_inside(name, INTENT)), kind)
    if any(is_configuration(Path(file)) for file in folder) or _has_template(name, folder):
        return _of_source(name, request)
    policies = (file for file in folder if file.endswith(".json") and not file.startswith("."))
    found = [_inside(name, file) for file in policies]
    close = found_instead(folder)
    if close or not found:
        missing = f"`{name}` holds neither {INTENT} nor a policy in JSON nor source"
        return _failed(name, missing, close or _HINT)
    return _together([_of_file(file, content(file), kind) for file in found])


def _has_template(name: str, folder: list[str]) -> bool:
    """Whether one of the files of a folder is a template."""
    files = (file for file in folder if file.lower().endswith(_TEMPLATES) and not file.startswith("."))
    return any(looks_like_template(content(_inside(name, file))) for file in files)


def _of_source(name: str, request: Request | None) -> Side:
    from gen_vpce.inquiry.compared_policies import parts

    if not _in_git(name):
        return Side(parts(Path(name), request))
    from gen_vpce.inquiry.exported_revision import exported

    revision, _, path = name.partition(":")
    if path.startswith(("./", "../")):  # git counts these from the working folder, others from the top
        path = f"{git('rev-parse', '--show-prefix').decode().rstrip()}{path}"
    with exported(revision) as top:
        return Side(parts(top / path, request))


def _in_git(name: str) -> bool:
    return ":" in name and not Path(name).exists()


def _listing(name: str) -> list[str] | None:
    """Return the files of a folder, those of `policies` after it, or None where *name* is a file."""
    if not _in_git(name):
        path = Path(name)
        if not path.is_dir():
            return None
        found = (*path.glob("policies/*.json"), *path.glob("policies/*/*.json"))
        below = [file.relative_to(path).as_posix() for file in found]
        terraform = [str(folder / "main.tf") for folder in islice(folders_with_terraform(path), 1)]
        return [*sorted(file.name for file in path.iterdir()), *sorted(below), *terraform]
    if git("cat-file", "-t", revisions=[name]).strip() != b"tree":
        return None
    return names(git("ls-tree", "--full-tree", "-r", "-z", "--name-only", revisions=[name]))


def intent_at(name: str) -> tuple[str, bytes] | None:
    """Return the name and the bytes of the intent that *name* stands for: a file, or that of a folder.

    None where it is none, or cannot be read.
    """
    if name.endswith(_SUFFIXES):
        file = name
    elif not Path(name).is_file():
        file = _inside(name, INTENT)
    else:
        return None
    try:
        return file, content(file)
    except (OSError, GitError):
        return None


def content(name: str) -> bytes:
    """Return what the file *name*, or that file of a revision, holds; raises OSError or GitError."""
    return git("cat-file", "blob", revisions=[name]) if _in_git(name) else Path(name).read_bytes()


def _inside(name: str, file: str) -> str:
    return f"{name}{file}" if name.endswith((":", "/")) else f"{name}/{file}"


def _of_file(name: str, raw: bytes, kind: PolicyKind | None, request: Request | None = None) -> Side:
    if looks_like_template(raw) and (side := _of_template(name, raw, request)):
        return side
    if name.endswith(_SUFFIXES):
        return _of_intent(name, raw)
    found = read(raw.decode("utf-8", "replace"), name)
    if found.policy is None:
        return Side((), found.diagnostics)
    told = _told(name)
    subject = PurePosixPath(name).name.split(".")[0] if told else "policy"
    known = kind or told or PolicyKind.ENDPOINT
    return Side((Part(f"{subject} ({known})", known, found.policy),))


def _of_template(name: str, raw: bytes, request: Request | None) -> Side | None:
    """Return the policies of a template, None where the file is none."""
    from gen_vpce.inquiry.compared_policies import of_configuration
    from gen_vpce.lint.templates import template_in

    template = template_in(raw, name, (request or Request()).for_templates)
    if template is None:
        return None
    broken = tuple(
        Diagnostic("GV120", Severity.ERROR, each.message, each.place.span) for each in template.broken
    )
    parts = tuple(of_configuration(template))
    return Side(parts, () if parts else broken or (_nothing(name),))


def _told(name: str) -> PolicyKind | None:
    """Return the kind that a name like `orders.endpoint.json` tells."""
    suffixes = PurePosixPath(name).suffixes
    told = suffixes[-2][1:] if len(suffixes) > 1 else ""
    return next((kind for kind in PolicyKind if kind == told), None)


def parts_of_intent(name: str, raw: bytes) -> tuple[Part, ...]:
    """Return the policies of the intent *raw* in the file *name*; none where something is wrong with it."""
    return _of_intent(name, raw).parts


def _of_intent(name: str, raw: bytes, deployment: str | None = None) -> Side:
    """Return the policies of an intent: of its *deployment*, or of all with their names."""
    from gen_vpce.intent.load import load_bytes  # two policies in JSON need none of it

    loaded = load_bytes(raw, name)
    if deployment is not None:
        loaded = one_of(loaded, deployment, name)
    if not loaded.intents:
        return Side((), loaded.diagnostics)
    made = _together([_of_place(intent, is_named=deployment is None) for intent in loaded.intents])
    if made.parts or made.diagnostics:
        return made
    return _failed(
        name, f"`{name}` has no policy: AWS takes none at its endpoints", "compare intents that have one"
    )


def _of_place(intent: Intent, *, is_named: bool) -> Side:
    from gen_vpce.policy.compiler.compile import compile_intent

    kinds = {endpoint.name: endpoint.kind for endpoint in intent.endpoints}
    compiled = compile_intent(intent)
    wrong = tuple(each for each in compiled.diagnostics if each.severity is Severity.ERROR)
    where = f" in {intent.deployment}" if is_named and intent.deployment else ""
    parts = [
        Part(
            f"{document.subject} ({document.kind}){where}",
            document.kind,
            document.policy,
            kinds.get(document.subject) if document.kind is PolicyKind.ENDPOINT else None,
        )
        for document in compiled.documents
    ]
    parts += (
        Part(f"{each.name} ({PolicyKind.ENDPOINT}){where}", PolicyKind.ENDPOINT, FULL_ACCESS)
        for each in intent.endpoints_without_policy
        if each.service  # every request to it passes; to what is not AWS's own, there are none
    )
    return Side((), wrong) if wrong else Side(tuple(parts))


def _together(sides: list[Side]) -> Side:
    wrong = tuple(each for one in sides for each in one.diagnostics)
    return Side((), wrong) if wrong else Side(tuple(part for one in sides for part in one.parts))


def _nothing(name: str) -> Diagnostic:
    return Diagnostic("GV740", Severity.ERROR, f"`{name}` is a template without a policy", Span(name))


def _failed(name: str, message: str, hint: str = _HINT) -> Side:
    return Side((), (Diagnostic("GV740", Severity.ERROR, message, Span(name), hint),))
