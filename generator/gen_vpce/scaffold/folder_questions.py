"""The first questions of `init`: where the module goes, and what it is called."""

from pathlib import Path

from gen_vpce.intent.close_names import INTENT
from gen_vpce.module.discover import absolute, shown_name
from gen_vpce.policy.short_names import these
from gen_vpce.scaffold.answers import AnswerError, understood
from gen_vpce.scaffold.place import Place, misnamed_intent, place
from gen_vpce.scaffold.questions import Questions, WrongUsageError, option

_SHOWN = 3  # names of files in a message


def asked_place(folder: Path, questions: Questions) -> Place:
    """Return where the module goes; where something is in the way in *folder*, a person may name another."""
    if folder.is_file():
        raise WrongUsageError(f"{folder.as_posix()} is a file", "give a folder, which need not be there yet")
    found = place(folder)
    if not found.in_the_way:
        return found
    shown = shown_name(absolute(folder))
    there = "this folder" if shown == "." else shown
    default = found.folder.as_posix()
    names = these(found.in_the_way, shown=_SHOWN)
    stay = "stays as it is" if len(found.in_the_way) == 1 else "stay as they are"
    questions.tell(f"{there} holds {names}, which {stay}: the module goes into {default}")
    below = questions.asked("Folder of the module", _free_folder, default=default)
    return Place(below or found.folder, folder, found.in_the_way)


def asked_name(there: Place, given: str | None, questions: Questions) -> str | None:
    """Return the module's name: the one *given*, the folder's, or what a person says; None stays open.

    A folder below the one that was named tells little by its own name, which may be in use elsewhere.
    """
    name: str | None
    if given is not None:
        name = questions.given("name", given, _name)
    else:
        try:
            name = _name(_folder_name(there))
        except AnswerError as error:
            questions.tell(f"the folder's name cannot be the module's: {error}")
            name = questions.asked("Name of the module", _name)
    if name is None:
        questions.leave_open(option("name"))
    else:
        questions.remember("name", name)
    return name


def _folder_name(there: Place) -> str:
    name = there.folder.resolve().name
    both = f"{there.named.resolve().name}-{name}"
    try:
        return _name(both) if there.in_the_way else name
    except AnswerError:
        return name


def _name(text: str) -> str:
    return understood("name", text)


def _free_folder(text: str) -> Path:
    folder = Path(text)
    if found := place(folder).in_the_way:
        raise AnswerError(f"{text} holds {these(found, shown=_SHOWN)}")
    there = INTENT if (folder / INTENT).exists() else misnamed_intent(folder)
    if there or folder.is_file():
        raise AnswerError(f"{(folder / there).as_posix() if there else text} exists already")
    return folder
