"""What the shell offers for a value that is being typed. Whatever goes wrong meanwhile offers nothing."""

from collections.abc import Iterable
from pathlib import Path

import typer

EDITOR = "editor"
"""The schema that is made, beside those that travel with the package."""


def services(incomplete: str) -> list[str]:
    """Return the services that have an endpoint and begin with *incomplete*."""
    from gen_vpce.catalog import endpoint_services

    return _beginning(incomplete, endpoint_services())


def regions(incomplete: str) -> list[str]:
    """Return the Regions that begin with *incomplete*."""
    from gen_vpce.catalog import regions as known

    return _beginning(incomplete, known())


def presets(incomplete: str) -> list[str]:
    """Return the presets that begin with *incomplete*."""
    from gen_vpce.scaffold.presets import PRESETS

    return _beginning(incomplete, PRESETS)


def pipelines(incomplete: str) -> list[str]:
    """Return the CI systems that begin with *incomplete*."""
    from gen_vpce.scaffold.pipelines import PIPELINES

    return _beginning(incomplete, PIPELINES)


def actions(incomplete: str) -> list[str]:
    """Return the actions that begin with *incomplete*, or their services while there are several."""
    from gen_vpce.catalog import endpoint_services, expand

    typed, colon, name = incomplete.partition(":")
    prefixes = sorted({each.iam_prefix for each in endpoint_services().values() if each.iam_prefix})
    services = [typed] if colon else _beginning(typed, prefixes)
    if len(services) > 1:
        return [f"{service}:" for service in services]
    return [action for service in services for action in expand(f"{service}:{name}*")]


def codes(incomplete: str) -> list[str]:
    """Return the codes of findings that begin with *incomplete*."""
    from gen_vpce.report.codes import all_codes

    return _beginning(incomplete, all_codes())


def gate_kinds(incomplete: str) -> list[str]:
    """Return the kinds of findings on a plan that begin with *incomplete*."""
    from gen_vpce.diagnostics.codes.plan import KINDS

    return _beginning(incomplete, KINDS)


def codes_and_kinds(incomplete: str) -> list[str]:
    """Return the codes and the kinds of findings that begin with *incomplete*."""
    return codes(incomplete) + gate_kinds(incomplete)


def schemas(incomplete: str) -> list[str]:
    """Return the schemas whose names begin with *incomplete*."""
    from gen_vpce.diagnostics.shipped import schema_names

    return _beginning(incomplete, (EDITOR, *schema_names()))


def endpoints(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the endpoints that begin with *incomplete*, of the intent on the command line or right here."""
    from gen_vpce.intent.text.source import read
    from gen_vpce.module.paths import INTENT

    # Behind an option without its value, what stands before it is not taken apart yet.
    named_file = str(ctx.params.get("intent") or next(iter(ctx.args), ""))
    given = Path(named_file.partition("#")[0])
    file = given / INTENT if given.is_dir() else given
    try:
        root = read(file.read_bytes(), str(file)).root
    except OSError:
        return []
    named = root.get("endpoints") if root else None
    return _beginning(incomplete, named.entries or {} if named else ())


def deployed(incomplete: str) -> list[str]:
    """Return the deployments of the intent that *incomplete* names before its `#`, `orders#prod-us`.

    Nothing where there is no `#` yet: the shell offers its own files then.
    """
    file, mark, name = incomplete.rpartition("#")
    return [f"{file}#{each}" for each in _beginning(name, _deployments(file))] if mark else []


def _deployments(file: str) -> Iterable[str]:
    """Return the names of the deployments of an intent, in a folder or of a revision: `HEAD:orders`."""
    from gen_vpce.intent.text.source import read
    from gen_vpce.module.git import GitError, git
    from gen_vpce.module.paths import INTENT

    path = Path(file)
    revision, colon, _ = file.partition(":")
    try:
        if path.exists():
            raw = (path / INTENT if path.is_dir() else path).read_bytes()
        elif colon and revision:
            named = file if file.endswith(INTENT) else f"{file.rstrip('/')}/{INTENT}"
            raw = git("show", revisions=[named])
        else:
            return ()
    except (OSError, GitError):
        return ()
    root = read(raw, file).root
    there = root.get("deployments") if root else None
    return (there.entries or {}) if there else ()


def revisions(incomplete: str) -> list[str]:
    """Return the branches and tags that begin with *incomplete*, and HEAD."""
    from gen_vpce.module.git import GitError, git

    try:
        named = git("for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/remotes", "refs/tags")
    except GitError:
        return []
    return _beginning(incomplete, dict.fromkeys(("HEAD", *named.decode("utf-8", "replace").split())))


def compared(incomplete: str) -> list[str]:
    """Return what `compare` takes and begins with *incomplete*: `HEAD:`, or `HEAD:modules/orders` then.

    A revision comes alone while there are several. Files come beside them: the shell offers its own, which
    are better, only where nothing else is offered. Behind `#`, it is deployments.
    """
    if "#" in incomplete:
        return deployed(incomplete)
    revision, colon, path = incomplete.partition(":")
    if colon:
        return _in_revision(revision, path)
    found = revisions(incomplete)
    files = sorted(_files(incomplete)) if found else []
    if len(found) == 1 and not files:
        return _in_revision(found[0], "")
    return [*(f"{each}:" for each in found), *files]


def _in_revision(revision: str, path: str) -> list[str]:
    """Return the modules, folders of Terraform and JSON files of *revision* that begin with *path*."""
    from gen_vpce.module.git import GitError, git, names

    # As git has it: https://git-scm.com/docs/gitrevisions, `<rev>:<path>`
    start, tree = ("./", []) if path.startswith("./") else ("", ["--full-tree"])
    try:
        files = names(git("ls-tree", "-r", "-z", "--name-only", *tree, revisions=[revision]))
    except GitError:
        return []
    offered = sorted({f"{start}{each}" for file in files for each in _comparable(file)})
    return [f"{revision}:{each}" for each in _beginning(path, offered)]


def _comparable(file: str) -> list[str]:
    """Return what can be compared because *file* is there: the folders above it, or the file."""
    from gen_vpce.configuration.files import is_configuration
    from gen_vpce.module.paths import INTENT

    path = Path(file)
    if any(part.startswith(".") for part in path.parts):
        return []
    if path.name == INTENT:
        return [path.parent.as_posix()] if path.parent.name else [file]
    if is_configuration(path):
        return [above.as_posix() for above in reversed(path.parents) if above.name]
    return [file] if path.suffix == ".json" else []


def _files(incomplete: str) -> Iterable[str]:
    folder, slash, name = incomplete.rpartition("/")
    try:
        for path in Path(f"{folder}{slash}").iterdir():
            if path.name.startswith(name) and (name or not path.name.startswith(".")):
                yield f"{folder}{slash}{path.name}{'/' if path.is_dir() else ''}"
    except OSError:
        return


def _beginning(incomplete: str, known: Iterable[str]) -> list[str]:
    return [name for name in known if name.startswith(incomplete)]
