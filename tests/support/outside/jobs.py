"""The jobs of a pipeline without their CI system: their shell runs, everything else is stood in for."""

import os
import re
import stat
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from tests.support.command import environment

_EXPRESSION = re.compile(r"\$\{\{ *(.*?) *\}\}")
_ASSIGNMENT = re.compile(r"^(\w+)=(.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Place:
    """Where a job runs: a checkout, a folder for its tools, and what the tools were called with."""

    checkout: Path
    tools: Path
    variables: Mapping[str, str] = field(default_factory=dict)

    def tool(self, name: str, script: str) -> None:
        """Put the shell *script* on the PATH as *name*."""
        path = self.tools / name
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def run(
        self, shell: Sequence[str], script: str, variables: Mapping[str, str]
    ) -> subprocess.CompletedProcess[str]:
        """Run *script* in the checkout; gen-vpce is this one, and everything said is on stdout."""
        self.tools.mkdir(exist_ok=True)
        self.tool("gen-vpce", f'exec "{sys.executable}" -m gen_vpce "$@"')
        path = f"{self.tools}{os.pathsep}{os.environ['PATH']}"
        return subprocess.run(
            [*shell, script],
            cwd=self.checkout,
            env=environment(**{**self.variables, **variables, "PATH": path}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )


@dataclass(frozen=True)
class GithubJob:
    """A job of a workflow, or the steps of an action, whose expressions have the values in `context`.

    Steps that use an action are left out. A condition is not decided: the test leaves steps out by name.
    """

    steps: Sequence[Mapping[str, Any]]
    context: Mapping[str, str]
    place: Place
    env: Mapping[str, str] = field(default_factory=dict)

    def run(self, *left_out: str) -> tuple[subprocess.CompletedProcess[str], Mapping[str, str]]:
        """Run the steps up to the first that fails; return it, or the last, and the outputs of all."""
        scratch = self.place.tools.parent / "runner"
        scratch.mkdir(exist_ok=True)
        files = {name: scratch / name for name in ("GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_STEP_SUMMARY")}
        for file in files.values():
            file.write_text("", encoding="utf-8")
        given = {name: str(file) for name, file in files.items()} | {"RUNNER_TEMP": str(scratch)}
        done = None
        for step in self.steps:
            if "run" not in step or step.get("name") in left_out:
                continue
            variables = self._values({**self.env, **step.get("env", {})})
            assert not _EXPRESSION.search(step["run"]), "an expression in a script is an injection"
            shell = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c")
            done = self.place.run(shell, step["run"], given | variables)
            if done.returncode:
                break
        assert done is not None
        outputs = dict(_ASSIGNMENT.findall(files["GITHUB_OUTPUT"].read_text(encoding="utf-8")))
        return done, outputs

    def _values(self, written: Mapping[str, object]) -> dict[str, str]:
        return {
            name: _EXPRESSION.sub(lambda found: self.context[found[1]], str(value))
            for name, value in written.items()
        }


def github_job(file: Path, name: str, context: Mapping[str, str], place: Place) -> GithubJob:
    """Return the job *name* of the workflow in *file*."""
    workflow = yaml.safe_load(file.read_text(encoding="utf-8"))
    job = workflow["jobs"][name]
    return GithubJob(job["steps"], context, place, {**workflow["env"], **job.get("env", {})})


def gitlab_job(
    file: Path, name: str, variables: Mapping[str, str], place: Place
) -> subprocess.CompletedProcess[str]:
    """Run the `script` of a job of *file* with a plain POSIX shell, as the runner does."""
    jobs = yaml.safe_load(file.read_text(encoding="utf-8"))
    given = {**jobs[".gen-vpce"]["variables"], **jobs[name].get("variables", {}), **variables}
    return place.run(("sh", "-ec"), "\n".join(jobs[name]["script"]), given)
