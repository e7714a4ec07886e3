"""The values of a root module's variables: files of values, the command line, defaults.

https://developer.hashicorp.com/terraform/language/values/variables
"""

from collections.abc import Iterable
from pathlib import Path

from gen_vpce.configuration.evaluation.evaluate import evaluate
from gen_vpce.configuration.evaluation.scope import Scope, Surroundings
from gen_vpce.configuration.module.sources import parse, read_text
from gen_vpce.configuration.place import Place
from gen_vpce.configuration.syntax.body import Broken
from gen_vpce.configuration.syntax.hcl_file import read_hcl
from gen_vpce.configuration.value.value import Failure, Value, text_of
from gen_vpce.policy.positions import Positions

_FIRST = ("terraform.tfvars", "terraform.tfvars.json")


class Settings:
    """Values by variable, and what is wrong with the files that hold them."""

    def __init__(self) -> None:
        self.values: dict[str, Value] = {}
        self.broken: list[Broken] = []

    def read(self, path: Path, shown: str, around: Surroundings) -> None:
        """Take the values of a file; later ones go before earlier ones."""
        positions, problem = read_text(path, shown)
        whole = Place(positions, (0, 0))
        if problem:
            self.broken.append(Broken(problem, whole))
            return
        file = parse(positions, path.name)
        self.broken += file.broken
        for argument in file.body.arguments():
            try:
                self.values[argument.name] = evaluate(argument.expression, Scope(around))
            except Failure as failure:
                self.broken.append(Broken(failure.reason, failure.place or argument.place))

    def give(self, name: str, written: str, around: Surroundings) -> None:
        """Take a value from the command line: an expression, or else a text."""
        positions = Positions(f"x = {written}\n", f"--var {name}")
        file = read_hcl(positions)
        argument = file.body.argument("x")
        looks = written.strip()[:1] in ("[", "{", '"') or written.strip() in ("true", "false", "null")
        if looks and argument and not file.broken:
            self.values[name] = evaluate(argument.expression, Scope(around))
        else:
            self.values[name] = text_of(
                written, Place(Positions(written, f"--var {name}"), (0, len(written)))
            )


def files_of_values(folder: Path, given: Iterable[Path]) -> list[Path]:
    """Return the files of values in Terraform's order: those of the folder, then those that are *given*."""
    own = [folder / name for name in _FIRST]
    automatic = sorted(
        each for each in folder.iterdir() if each.name.endswith((".auto.tfvars", ".auto.tfvars.json"))
    )
    return [each for each in (*own, *automatic) if each.is_file()] + list(given)
