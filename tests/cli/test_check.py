"""`evalkit check` and `schema`: files are judged without playing them."""

import json
from pathlib import Path

from tests.cli.commands import Command
from tests.runner.small import typed, write_scenarios


def test_check_counts_in_good_english(evalkit: Command, tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a=typed())
    assert evalkit("check", root).out == "1 scenario, 1 turn: no mistakes\n"
    write_scenarios(tmp_path, b="turns: [{text: One}, {text: Two}]\n")
    found = evalkit("check", root)
    assert (found.code, found.out, found.err) == (0, "2 scenarios, 3 turns: no mistakes\n", "")


def test_check_names_every_mistake(evalkit: Command, tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a="turns: [{txt: One}]\n", b="turns: [{text: One, expect: {latncy: {}}}]\n")
    found = evalkit("check", root)
    assert (found.code, found.out) == (4, "")
    first, second = found.err.splitlines()
    assert first.startswith(f"error: {root}/a.yaml:1:")
    assert "did you mean 'text'?" in first
    assert second.startswith(f"error: {root}/b.yaml:1:")
    assert "did you mean 'latency'?" in second


def test_check_finds_nothing(evalkit: Command, tmp_path: Path) -> None:
    found = evalkit("check", tmp_path)
    assert found.code == 5
    assert found.err == f"error: no scenario selected in {tmp_path}; scenario files end in .yaml or .yml\n"


def test_schema_is_json(evalkit: Command) -> None:
    found = evalkit("schema")
    assert found.code == 0
    assert "turns" in json.loads(found.out)["properties"]
