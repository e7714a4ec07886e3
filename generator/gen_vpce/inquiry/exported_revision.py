"""The files of a git revision that Terraform reads, and templates, put where they can be read as files."""

import io
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from gen_vpce.module.git import git

_READ = (".tf", ".tofu", ".json", ".tfvars", ".tpl", ".tftpl", ".txt", ".yaml", ".yml", ".template")


@contextmanager
def exported(revision: str) -> Iterator[Path]:
    """Yield a folder with the files of *revision*, those that a configuration may read; raises `GitError`.

    Links are left out: where they lead is not part of the revision.
    """
    top = git("rev-parse", "--show-toplevel").decode("utf-8", "surrogateescape").rstrip("\n")
    archive = git("-C", top, "archive", "--format=tar", revisions=[revision])
    with TemporaryDirectory(prefix="gen-vpce-") as name:
        folder = Path(name)
        with tarfile.open(fileobj=io.BytesIO(archive)) as members:
            for member in members:
                path = PurePosixPath(member.name)
                if (
                    member.isfile()
                    and path.suffix in _READ
                    and not path.is_absolute()
                    and ".." not in path.parts
                ):
                    content = members.extractfile(member)
                    target = folder / path
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(content.read() if content else b"")
        yield folder
