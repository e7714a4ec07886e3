"""Terraform for tests: where its AWS provider lies, one `init` a run, nothing of the user's."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROVIDER = "registry.terraform.io/hashicorp/aws"
REQUIRED = "GEN_VPCE_REQUIRE_TERRAFORM"
TIMEOUT = 300  # seconds; a plan of all modules takes about ten
VERSIONS = 'terraform {\n  required_providers {\n    aws = {\n      source = "hashicorp/aws"\n    }\n  }\n}\n'


class Missing(Exception):  # noqa: N818 -- nothing went wrong: the tests are skipped
    """Terraform or its provider cannot be had here; the text says which, and where it was looked for."""


@dataclass(frozen=True, slots=True)
class Terraform:
    """Terraform with an environment of its own; `seed` is a folder that was initialised with the provider."""

    executable: str
    environment: dict[str, str]
    seed: Path

    def run(
        self, folder: Path, *arguments: str, stdin: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run Terraform in *folder* and return what it said, whatever its exit code."""
        return subprocess.run(
            [self.executable, *arguments],
            cwd=folder,
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )

    def succeed(self, folder: Path, *arguments: str, stdin: str | None = None) -> str:
        """Run Terraform in *folder* and return its output; fail the test with all that it said otherwise."""
        done = self.run(folder, *arguments, stdin=stdin)
        assert not done.returncode, f"terraform {' '.join(arguments)}:\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def prepare(self, folder: Path) -> None:
        """Make *folder* a working directory: the provider by symbolic link, modules and tests resolved."""
        (folder / ".terraform").mkdir()
        (folder / ".terraform" / "providers").symlink_to(self.seed / ".terraform" / "providers")
        shutil.copy(self.seed / ".terraform.lock.hcl", folder)
        self.succeed(folder, "get", "-no-color")


def start(folder: Path) -> Terraform:
    """Return Terraform, initialised in *folder* unless it already is; raise `Missing` where it cannot be."""
    executable = shutil.which("terraform")
    if executable is None:
        raise Missing("terraform is not on the PATH")
    mirror = _mirror()
    folder.mkdir(exist_ok=True)
    settings = folder / "terraform.rc"
    settings.write_text(_installation(mirror) if mirror else "", encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TF_", "AWS_"))}
    environment = {
        **kept,
        "TF_CLI_CONFIG_FILE": str(settings),
        "TF_IN_AUTOMATION": "1",
        "TF_INPUT": "0",
        "CHECKPOINT_DISABLE": "1",
    }
    seed = folder / "seed"
    terraform = Terraform(executable, environment, seed)
    if (seed / ".terraform.lock.hcl").exists():
        return terraform
    seed.mkdir(exist_ok=True)
    (seed / "versions.tf").write_text(VERSIONS, encoding="utf-8")
    done = terraform.run(seed, "init", "-no-color")
    if done.returncode:
        raise Missing(f"no provider {PROVIDER} in {mirror or 'any mirror or the registry'}: {done.stderr}")
    return terraform


def _installation(mirror: Path) -> str:
    path = json.dumps(str(mirror))
    return f"provider_installation {{\n  filesystem_mirror {{\n    path = {path}\n  }}\n}}\n"


def _mirror() -> Path | None:
    """Return the first folder that holds the provider in the layout of a mirror."""
    for folder in _places():
        if any((folder / PROVIDER).glob("*/*/terraform-provider-aws*")):
            return folder
    return None


def _places() -> Iterator[Path]:
    for variable in ("GEN_VPCE_TF_MIRROR", "TF_PLUGIN_CACHE_DIR"):
        if os.environ.get(variable):
            yield Path(os.environ[variable])
    yield Path.home() / ".terraform.d" / "plugins"
    shares = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    for share in [os.environ.get("XDG_DATA_HOME") or "~/.local/share", *shares.split(":")]:
        yield Path(share).expanduser() / "terraform" / "plugins"
    for parent in map(Path, ("/opt", "/srv", "/usr/local/lib", "/var/lib")):
        yield parent
        if parent.is_dir():
            yield from sorted(child for child in parent.iterdir() if os.access(child, os.X_OK))


if __name__ == "__main__":
    # `make demo` asks for the settings that lead to the provider; nothing means the registry.
    found = _mirror()
    print(_installation(found) if found else "", end="")
