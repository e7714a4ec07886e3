"""What a process loads before it is forked: all stages but the parser of HCL, whatever the intent."""

import subprocess
import sys
from pathlib import Path

import yaml
from tests.support.command import STOCK

from gen_vpce.module.build import load_stages

FAILURES = Path(__file__).parents[1] / "failures" / "intents.yaml"
CASES = yaml.safe_load(FAILURES.read_text(encoding="utf-8"))
HEAD = 'version: 1\nname: orders\nregion: us-east-1\naccount: "123456789012"\n'
LOADED = f"""
import sys
from pathlib import Path
from gen_vpce.module.build import load_stages
load_stages({STOCK.encode()!r}, "intent.yaml", Path())
print(sorted({{"yaml", "jinja2", "jsonschema_rs", "pygohcl", "jsonschema"}} & set(sys.modules)))
from gen_vpce.processes import way_to_start
print(way_to_start())
"""


def test_everything_but_the_parser_of_hcl_is_loaded_and_a_fork_is_safe() -> None:
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    libraries, way = done.stdout.splitlines()
    assert libraries == "['jinja2', 'jsonschema_rs', 'yaml']"
    assert way == ("fork" if sys.platform == "linux" else "spawn")


def test_an_intent_that_is_wrong_is_left_to_the_process_that_builds_it() -> None:
    for case in CASES:
        raw = bytes.fromhex(case["bytes"]) if "bytes" in case else None
        load_stages(raw or str(case.get("text", HEAD + case.get("body", ""))).encode(), "intent.yaml", Path())
