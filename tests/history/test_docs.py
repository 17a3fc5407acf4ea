"""docs/history.md says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from evalkit.cli.history import _NIGHTS, _PAGE_NIGHTS, history
from evalkit.history import flaky
from evalkit.reporters.html.history_page import INDEX_NIGHTS
from evalkit.scenario.quarantine import LONGEST_DAYS
from evalkit.stats import change_points
from evalkit.verdict.policy import DEFAULT
from tests.stats.drifting_nights import LOOKED_BACK

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
        f"the trends of the newest {INDEX_NIGHTS} nights",
        f"the newest N; by default {_NIGHTS}, and {_PAGE_NIGHTS} on the page",
        f"at most {change_points.WINDOW} nights on each side",
        f"sure (p ≤ {change_points._ALPHA}, two-sided) and large: the medians differ by "
        f"{change_points.LEAST_STEP:.0%}".replace("%", " %"),
        f"looks at the newest {LOOKED_BACK} every evening",
        f"more than {DEFAULT.most_quarantined:.0%}".replace("%", " %") + " of a run's scenarios are in quarantine",
    ],
)
def test_numbers_are_those_of_the_code(sentence: str) -> None:
    assert sentence in PROSE


def test_every_option_is_explained() -> None:
    options = {option for each in history.params if isinstance(each, click.Option) for option in each.opts}
    explained = set(re.findall(r"^\| `(--[a-z]+)", TEXT, re.MULTILINE))
    assert options == explained
