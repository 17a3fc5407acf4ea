"""docs/history.md says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from evalkit.cli.history import history
from evalkit.history import flaky
from evalkit.scenario.quarantine import LONGEST_DAYS
from evalkit.verdict.policy import DEFAULT

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "history.md").read_text(encoding="utf-8")
PROSE = " ".join(TEXT.split())


@pytest.mark.parametrize(
    "sentence",
    [
        f"at least {flaky.LEAST_ATTEMPTS} attempts measured the model, in the newest {flaky.WINDOW} nights",
        f"the {flaky._CONFIDENCE:.0%} posterior interval".replace("%", " %")
        + f" of the rate (Jeffreys' prior) lies within {flaky._SURELY_BETWEEN[0]} and {flaky._SURELY_BETWEEN[1]}",
        f"(Beta-Binomial, more than {flaky._MOVED_ALPHA} either way)",
        f"at most {LONGEST_DAYS} days ahead",
        f"more than {DEFAULT.most_quarantined:.0%}".replace("%", " %") + " of a run's scenarios are in quarantine",
    ],
)
def test_numbers_are_those_of_the_code(sentence: str) -> None:
    assert sentence in PROSE


def test_every_option_is_explained() -> None:
    options = {option for each in history.params if isinstance(each, click.Option) for option in each.opts}
    explained = set(re.findall(r"^\| `(--[a-z]+)", TEXT, re.MULTILINE))
    assert options == explained
