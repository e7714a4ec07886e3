"""Where the templates and schemas lie: inside an installed package, or at the top of a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]
_SCHEMA = ".schema.json"


def shipped(name: str) -> Path:
    """Return the folder *name* (`templates` or `schemas`) that travels with the package."""
    inside = _PACKAGE / "_data" / name
    return inside if inside.is_dir() else _PACKAGE.parents[1] / name


def schema_names() -> list[str]:
    """Return the names of the schemas that travel with the package: `intent`, `report`, ..."""
    return sorted(path.name.removesuffix(_SCHEMA) for path in shipped("schemas").glob(f"*{_SCHEMA}"))


def schema_file(name: str) -> Path:
    """Return the file of the schema *name*."""
    return shipped("schemas") / f"{name}{_SCHEMA}"
