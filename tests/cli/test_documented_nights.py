"""docs/nights.md says what the code does."""

import re
from pathlib import Path

import click
import pytest

from evalkit.cli.main import evalkit
from evalkit.runner import judging
from evalkit.runner.interleave import read_baseline_config
from evalkit.verdict.policy import DEFAULT

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "nights.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"^```(yaml|text)\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL))
COMMANDS = re.findall(r"^evalkit (\w+) (.*?)(?:  #.*)?$", TEXT, re.MULTILINE)


def test_the_file_of_the_other_arm_is_right(tmp_path: Path) -> None:
    path = tmp_path / "before.yaml"
    path.write_text(BLOCKS["yaml"])
    found = read_baseline_config(path)
    assert all((found.endpoint, found.model, found.project, found.location, found.api_version, found.setup))


def test_there_are_commands() -> None:
    assert {name for name, _ in COMMANDS} == {"run", "merge", "confirm"}


@pytest.mark.parametrize(("name", "arguments"), COMMANDS)
def test_every_option_is_one(name: str, arguments: str) -> None:
    command = evalkit.get_command(click.Context(evalkit), name)
    assert command is not None
    known = {option for each in command.params for option in each.opts}
    assert set(re.findall(r"--[a-z-]+", arguments)) <= known


def test_numbers_are_those_of_the_code() -> None:
    assert DEFAULT.break_repeats == 10
    assert "ten fresh repeats" in TEXT
    assert judging._ENOUGH == 0.8
    assert "fewer than four in five" in TEXT
