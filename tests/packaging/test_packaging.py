"""What travels: exactly these files, and they work away from the checkout."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.support.command import STOCK

TOP = Path(__file__).parents[2]
JUNK = (
    "modules/dynamodb-one-table/.terraform/providers/provider",
    "modules/dynamodb-one-table/terraform.tfstate",
    "generator/gen_vpce/__pycache__/x.cpython-311.pyc",
    "templates/.terraform/x",
)
pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Built:
    """A source tree with junk in it, and the archives built from it."""

    source: Path
    sdist: frozenset[str]
    wheel: Path


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    source = tmp_path_factory.mktemp("source") / "gen-vpce"
    ignored = shutil.ignore_patterns(
        ".git", ".venv*", ".*_cache", "__pycache__", "dist", "build", ".hypothesis", ".terraform*"
    )
    shutil.copytree(TOP, source, ignore=ignored)
    for name in JUNK:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text("junk")
    archives = tmp_path_factory.mktemp("dist")
    done = subprocess.run(
        [sys.executable, "-m", "build", "--outdir", archives, source],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (sdist,) = archives.glob("*.tar.gz")
    (wheel,) = archives.glob("*.whl")
    with tarfile.open(sdist) as opened:
        names = frozenset(member.name.partition("/")[2] for member in opened if member.isfile())
    return Built(source, names, wheel)


def files(folder: Path) -> set[str]:
    """Return the files below *folder* that a person wrote."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and not {"__pycache__", ".terraform"} & set(path.parts)
    }


def test_the_wheel_holds_the_package_its_data_and_nothing_else(built: Built) -> None:
    with zipfile.ZipFile(built.wheel) as opened:
        shipped = {name for name in opened.namelist() if ".dist-info/" not in name}
        about = {name.partition(".dist-info/")[2] for name in opened.namelist() if ".dist-info/" in name}
    assert shipped == (
        {f"gen_vpce/{name}" for name in files(built.source / "generator" / "gen_vpce")}
        | {f"gen_vpce/_data/templates/{name}" for name in files(built.source / "templates")}
        | {f"gen_vpce/_data/schemas/{name}" for name in files(built.source / "schemas")}
    )
    assert about == {
        "METADATA",
        "RECORD",
        "WHEEL",
        "entry_points.txt",
        "licenses/LICENSE",
        "licenses/NOTICE",
    }


def test_the_kinds_of_files_in_the_wheel_are_known(built: Built) -> None:
    with zipfile.ZipFile(built.wheel) as opened:
        shipped = {name for name in opened.namelist() if ".dist-info/" not in name}
    assert {Path(name).suffix or Path(name).name for name in shipped} <= {
        ".py",
        ".json",
        ".j2",
        ".css",
        ".js",
        ".typed",
        ".md",
    }


def test_the_source_archive_holds_the_source_and_nothing_else(built: Built) -> None:
    expected = {"PKG-INFO", ".gitignore", "pyproject.toml", "LICENSE", "NOTICE", "Makefile"}
    expected |= {f"{name}.md" for name in ("README", "CHANGELOG", "CONTRIBUTING", "SECURITY")}
    for folder in ("generator", "templates", "schemas", "tests", "docs", "requirements"):
        expected |= {f"{folder}/{name}" for name in files(built.source / folder)}
    assert built.sdist == expected


@pytest.fixture(scope="session")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return an environment in which the wheel comes before the checkout."""
    target = tmp_path_factory.mktemp("site")
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", target, built.wheel],
        check=True,
        env=os.environ | {"PIP_DISABLE_PIP_VERSION_CHECK": "1"},
    )
    path = f"{target / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return dict(os.environ) | {"PYTHONPATH": str(target), "PATH": path}


def run(arguments: list[str], cwd: Path, env: dict[str, str] | None = None) -> str:
    """Return what a command prints; it has to succeed."""
    done = subprocess.run(arguments, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


MODULE = [sys.executable, "-m", "gen_vpce"]


def test_the_installed_package_is_the_wheel(installed: dict[str, str], tmp_path: Path) -> None:
    where = run([sys.executable, "-c", "import gen_vpce; print(gen_vpce.__file__)"], tmp_path, installed)
    assert where.startswith(installed["PYTHONPATH"])


@pytest.mark.parametrize("arguments", [["--version"], ["schema"], ["catalog", "dynamodb"], ["explain"]])
def test_both_entries_of_the_wheel_say_what_the_checkout_says(
    arguments: list[str], installed: dict[str, str], tmp_path: Path
) -> None:
    expected = run([*MODULE, *arguments], tmp_path)
    script = shutil.which("gen-vpce", path=installed["PATH"])
    assert script
    assert script.startswith(installed["PYTHONPATH"])
    assert run([script, *arguments], tmp_path, installed) == expected
    assert run([*MODULE, *arguments], tmp_path, installed) == expected


def test_the_wheel_makes_the_same_module_as_the_checkout(installed: dict[str, str], tmp_path: Path) -> None:
    made = {}
    for name, env in {"checkout": None, "wheel": installed}.items():
        folder = tmp_path / name
        folder.mkdir()
        (folder / "intent.yaml").write_text(STOCK)
        run([*MODULE, "generate"], folder, env)
        made[name] = {file: (folder / file).read_bytes() for file in files(folder)}
    assert {"main.tf", "policies/dynamodb.endpoint.json", ".gen-vpce.json"} <= made["wheel"].keys()
    assert made["wheel"] == made["checkout"]
