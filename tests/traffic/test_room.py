"""The room says what each of its files is for."""

import re
from pathlib import Path

from gen_vpce import traffic


def test_the_docstring_of_the_room_names_each_of_its_files_and_no_other() -> None:
    room = Path(traffic.__path__[0])
    held = {each.stem for each in room.iterdir() if each.suffix == ".py" or (each / "__init__.py").is_file()}
    assert set(re.findall(r"`([a-z_]+)`", traffic.__doc__ or "")) == held - {"__init__"}
