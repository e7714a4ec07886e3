"""The file that the policy of a resource is read from, and whether a generated module is as its intent says.

Of the expressions that Terraform knows, those are understood that gen-vpce and many others write:
`file("${path.module}/NAME")`, inside of `replace(..., "TOKEN", aws_vpc_endpoint.NAME.id)`, `jsondecode` and
`jsonencode`.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct, field

from gen_vpce.configuration.syntax.hcl_file import read_hcl
from gen_vpce.module.build import build
from gen_vpce.module.discover import shown_name
from gen_vpce.module.disk import look
from gen_vpce.module.manifest import fingerprint
from gen_vpce.module.paths import INTENT, MANIFEST
from gen_vpce.policy.positions import Positions

_FILE = re.compile(r'file\(\s*"\$\{path\.module\}/((?:policies/\$\{var\.deployment\}/)?[^"$%\\]+)"\s*\)')
_CODING = re.compile(r"(?:jsonencode|jsondecode)\((.*)\)", re.DOTALL)
_ID = r'(?:(aws_vpc_endpoint\.[\w-]+)\.id|join\(\s*"",\s*(aws_vpc_endpoint\.[\w-]+)\[\*\]\.id\s*\))'
_REPLACE = re.compile(rf'replace\((.*),\s*"([^"$%\\]+)"\s*,\s*{_ID}\s*\)', re.DOTALL)
CHOSEN = "${var.deployment}"
"""What stands in the path of a policy of a module with deployments, in the place of a folder."""


class PolicyFile(Struct, frozen=True):
    """A policy in a file. `tokens` gives for each text in it the endpoint whose id takes its place.

    With `is_chosen`, the deployment decides which file it is; before that there is no text.
    """

    path: Path
    tokens: Mapping[str, str]

    @property
    def is_chosen(self) -> bool:
        """Whether a variable of the module chooses the folder."""
        return self.path.parent.name == CHOSEN

    def of(self, deployment: str) -> "PolicyFile":
        """Return the file of one deployment."""
        return PolicyFile(self.path.parent.parent / deployment / self.path.name, self.tokens)

    def deployments(self) -> tuple[str, ...]:
        """Return the deployments that have such a file."""
        return tuple(sorted(each.parent.name for each in self.path.parent.parent.glob(f"*/{self.path.name}")))

    def text(self, ids: Mapping[str, str]) -> str | None:
        """Return the policy with the *ids* of endpoints by `TYPE.NAME`; None where it cannot be read."""
        try:
            text = self.path.read_text(encoding="utf-8")
        except (OSError, UnicodeError):
            return None
        for token, endpoint in self.tokens.items():
            text = text.replace(token, ids.get(endpoint) or ids.get(f"{endpoint}[0]", token))
        return text


class PolicyFiles(Struct):
    """The policy files of the modules on the disk; each module is read once."""

    _files: dict[Path, Mapping[str, PolicyFile]] = field(default_factory=dict)
    _modules: dict[Path, "Mapping[str, bytes] | str"] = field(default_factory=dict)

    def of(self, folder: Path, resource: str) -> PolicyFile | None:
        """Return the file of the policy of *resource*, `TYPE.NAME`, of the module in *folder*."""
        if folder not in self._files:
            self._files[folder] = dict(_policy_files(folder))
        return self._files[folder].get(resource)

    def problem(self, folder: Path, file: PolicyFile) -> str | None:
        """Return why *file* of the module in *folder* is not what an intent renders to, None where it is.

        The manifest is not asked: it comes with the folder, from anyone. The module is made again in memory,
        and all of its files have to be on the disk.
        """
        if folder not in self._modules:
            self._modules[folder] = _module(folder)
        made = self._modules[folder]
        if isinstance(made, str):
            return made
        if file.path.relative_to(folder).as_posix() not in made:
            return f"{shown_name(file.path)} is not a file that gen-vpce generated"
        return None


def _policy_files(folder: Path) -> Iterator[tuple[str, PolicyFile]]:
    for file in sorted(folder.glob("*.tf")):
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeError):
            continue
        for block in read_hcl(Positions(text, file.name)).blocks:
            argument = block.body.argument("policy") or block.body.argument("content")
            if block.type == "resource" and argument:
                found = _policy_file(text[slice(*argument.expression.place.extent)], folder)
                if found:
                    yield ".".join(block.labels), found


def _policy_file(expression: str, folder: Path) -> PolicyFile | None:
    tokens = {}
    while found := _CODING.fullmatch(expression) or _REPLACE.fullmatch(expression):
        if found.re is _REPLACE:
            tokens[found[2]] = found[3] or found[4]
        expression = found[1].strip()
    file = _FILE.fullmatch(expression)
    return PolicyFile(folder / file[1], tokens) if file else None


def _module(folder: Path) -> "Mapping[str, bytes] | str":
    """Return the files of the generated module in *folder*, or why it is none, or not as it should be."""
    shown = shown_name(folder)
    try:
        if not (folder / MANIFEST).is_file():
            return f"{shown} is not a module that gen-vpce generated"
        built = build((folder / INTENT).read_bytes(), shown_name(folder / INTENT), folder).module
        if built is None:
            return f"the intent in {shown} has errors, which `gen-vpce generate {shown}` shows"
        for path, content in built.files.items():
            there = look(folder, path).content
            if there is None or fingerprint(there) != fingerprint(content):
                file = shown_name(folder / path)
                return f"{file} is not what the intent renders to: run `gen-vpce generate {shown}`"
    except OSError as error:
        return f"{shown} cannot be read: {(error.strerror or type(error).__name__).lower()}"
    return built.files
