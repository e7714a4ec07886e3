"""A code means one thing, wherever a finding has it."""

from collections import Counter
from importlib import import_module
from pkgutil import iter_modules

from gen_vpce.diagnostics import codes
from gen_vpce.report.codes import all_codes


def test_no_two_findings_share_a_code() -> None:
    files = [import_module(f"{codes.__name__}.{found.name}") for found in iter_modules(codes.__path__)]
    given = Counter(entry.code for file in files if hasattr(file, "CODES") for entry in file.CODES)
    assert [code for code, times in given.items() if times > 1] == []
    assert set(given) <= set(all_codes())
