"""Where the gate's settings are read: in the nearest file, in a file that is named, or in a git revision.

A branch that is to be judged can bring a `gen-vpce.toml` that lets it pass. So the settings say which file
they come from, and can be read from a revision that the branch cannot change. docs/gate.md, "Trust".
"""

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from msgspec import Struct

from gen_vpce.module.discover import absolute, shown_name
from gen_vpce.module.git import GitError, git
from gen_vpce.policy.not_json import why
from gen_vpce.terraform.settings import Settings, SettingsError, of_table

FILE = "gen-vpce.toml"
_PROJECT = "pyproject.toml"
_MEND = "fix it, or name another file with --settings, or none with --no-settings"
_OTHER = "name another one with --settings and --settings-from, or none with --no-settings"
_TABLE = ("tool", "gen-vpce")
"""Where gen-vpce's own table lies in a `pyproject.toml`; any other file is the table."""


class Text(Struct, frozen=True):
    """The bytes of the file `name`, and what people know it by: `main:gen-vpce.toml`."""

    name: str
    shown: str
    raw: bytes


def find_settings(revision: str | None = None) -> Settings:
    """Return the settings of the nearest `gen-vpce.toml` or `pyproject.toml` with a table for it.

    The table is `[gate]` in the one and `[tool.gen-vpce.gate]` in the other. The working directory and the
    folders above it are searched, as they are, or as they are in *revision*, up to the top of the repository.
    Raises `SettingsError` that names the file, and OSError.
    """
    if revision is not None:
        below = PurePosixPath(_asked("--show-prefix"))
        commit = _commit(revision)
        names = [str(above / name) for above in (below, *below.parents) for name in (FILE, _PROJECT)]
        return _nearest(_of_revision(commit, revision, name) for name in _there(commit, names))
    folder = Path.cwd()
    files = (above / name for above in (folder, *folder.parents) for name in (FILE, _PROJECT))
    return _nearest(_of_file(file) for file in files if os.path.lexists(file))


def read_settings(file: Path, revision: str | None = None) -> Settings:
    """Return the settings of *file*, which has to be there, as it is or as it is in *revision*.

    Raises `SettingsError` and OSError.
    """
    if revision is None:
        return _whole(_of_file(file))
    top = _asked("--show-toplevel")
    try:
        name = absolute(file).relative_to(top).as_posix()
    except ValueError:
        raise SettingsError(f"`{file}` lies outside of the repository `{top}`", _OTHER) from None
    commit = _commit(revision)
    if not _there(commit, [name]):
        raise SettingsError(f"there is no file `{name}` in the revision `{revision}`", _OTHER)
    return _whole(_of_revision(commit, revision, name))


def _nearest(texts: Iterator[Text]) -> Settings:
    for text in texts:
        table = _table(text)
        if table is not None:
            return of_table(table, text.shown)
    return Settings()


def _whole(text: Text) -> Settings:
    table = _table(text)
    if table is None:
        raise SettingsError(f"{text.shown}: there is no table `{'.'.join(_TABLE)}` in it", _OTHER)
    return of_table(table, text.shown)


def _of_file(file: Path) -> Text:
    return Text(file.name, shown_name(absolute(file)), file.read_bytes())


def _table(text: Text) -> dict[str, object] | None:
    """Return gen-vpce's table in *text*, None where there is none."""
    import tomllib

    try:
        data: object = tomllib.loads(text.raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"{text.shown}: this is not TOML: {why(error)}", _MEND) from None
    place = _TABLE if text.name == _PROJECT else ()
    for depth, key in enumerate(place, 1):
        data = data.get(key) if isinstance(data, dict) else None
        if data is not None and not isinstance(data, dict):
            raise SettingsError(f"{text.shown}: `{'.'.join(place[:depth])}` is not a table", _MEND)
    return data if isinstance(data, dict) else None


def _asked(option: str) -> str:
    return os.fsdecode(_git("rev-parse", option)).removesuffix("\n")


def _commit(revision: str) -> str:
    try:
        return git("rev-parse", "--verify", "--quiet", revisions=[f"{revision}^{{commit}}"]).decode().strip()
    except GitError:
        message = f"git finds no revision `{revision}` to read settings from"
        raise SettingsError(
            message, "fetch it first; a branch of the remote is written origin/main"
        ) from None


def _there(commit: str, names: list[str]) -> list[str]:
    """Return those of *names* that are files in *commit*, in their order."""
    listed = _git("--literal-pathspecs", "ls-tree", "-z", "--full-tree", commit, "--", *names)
    found = set()
    for entry in filter(None, listed.split(b"\0")):
        about, _, raw = entry.partition(b"\t")
        name = os.fsdecode(raw)
        found.add(name)
        if not about.startswith(b"100"):
            raise SettingsError(f"`{name}` is not a regular file in the revision of the settings", _OTHER)
    return [name for name in names if name in found]


def _of_revision(commit: str, revision: str, name: str) -> Text:
    raw = _git("cat-file", "blob", f"{commit}:{name}")
    return Text(PurePosixPath(name).name, f"{revision}:{name}", raw)


def _git(*words: str) -> bytes:
    try:
        return git(*words)
    except GitError as error:
        raise SettingsError(f"git cannot read the settings: {error}", _OTHER) from None
