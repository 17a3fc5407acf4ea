"""docs/verdict.md says what the code does: every word, every number of the policy, every promise."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from evalkit.outcome import GateName, Outcome
from evalkit.selftest.findings import Finding, table
from evalkit.selftest.promises import TRIALS
from evalkit.verdict.policy import DEFAULT, Policy

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "verdict.md").read_text(encoding="utf-8")


def rows(first_header: str) -> list[list[str]]:
    """The cells of the rows of the table that begins with this header."""
    lines = PAGE[PAGE.index(f"| {first_header} ") :].split("\n\n")[0].splitlines()
    return [[cell.strip() for cell in line.strip().strip("|").split(" | ")] for line in lines[2:]]


def test_every_word_is_explained_with_its_exit_code() -> None:
    found = {word: int(code) for word, _, code in rows("word")}
    red, unsure = {Outcome.REGRESSED: 6}, {Outcome.INCONCLUSIVE: 7}
    assert found == dict.fromkeys((each.value for each in Outcome), 0) | red | unsure


@pytest.mark.parametrize("gate", GateName)
def test_every_gate_is_named(gate: GateName) -> None:
    assert re.search(rf"\*{gate.value}\*", PAGE)


def test_every_number_of_the_policy() -> None:
    written = {name.strip("`"): value for name, value, _ in rows("number")}
    assert written == {field.name: f"{getattr(DEFAULT, field.name):,}" for field in fields(Policy)}


def test_every_promise_and_none_of_them_broken() -> None:
    counted = [Finding(trial.name, counting, 1, 0) for trial in TRIALS for counting in trial.countings]
    made = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table(counted).splitlines()[2:]]
    found = rows("on simulated nights")
    assert [row[:2] for row in found] == [row[:2] for row in made]
    assert {row[-1] for row in found if row[1]} == {"kept"}
    quiet = next(row for row in found if row[0] == "nothing changed: red")
    assert quiet[4] == "1,000"
