"""A folder of runs with eighty made-up nights: a new model in the middle, a slower one at the end, and a red night."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from evalkit.history.night import Night, Played
from evalkit.history.store import keep_night
from evalkit.outcome import Outcome
from evalkit.reporters.html.history_page import write_history_page
from evalkit.reporters.html.index import write_index
from evalkit.reporters.html.run_line import RunLine, run_line
from tests.history.made_nights import FIRST, a_night, attempts
from tests.reporters.sample import sample_run
from tests.reporters.verdicts import judged_sample

__all__ = ["NEWEST", "SLOWER", "make_reports"]

_NIGHTS, _SCENARIOS = 80, 12
_NEW_MODEL, _SLOWER, _RED = 30, 60, 70
_FIRST_DAY = date(2026, 1, 1)
SLOWER = f"since {_FIRST_DAY + timedelta(days=_SLOWER)}: +"
"""How the change begins that is in these nights."""
NEWEST = f"{_FIRST_DAY + timedelta(days=_NIGHTS - 1):%Y%m%d}-020000-vertex"
"""The newest night, which has a report beside it."""


def make_reports(reports: Path) -> None:
    """Writes `index.html`, `history.html` (its scenarios beside it) and the report of the newest night."""
    nights = [_night(number) for number in range(_NIGHTS)]
    for night in nights:
        keep_night(reports / "history", night)
    (reports / NEWEST).mkdir()
    (reports / NEWEST / "report.html").write_text("<!doctype html><title>the report</title>", encoding="utf-8")
    write_index(_lines(), reports)
    write_history_page(reports / "history.html", [nights], nights, str(reports / "history"), inline_bytes=1)


def _night(number: int) -> Night:
    day = _FIRST_DAY + timedelta(days=number)
    drawn = random.Random(number)
    played: tuple[Played, ...] = ()
    for place in range(_SCENARIOS):
        first = 800.0 * (1 + place / 20) * drawn.uniform(0.95, 1.05) * (1.3 if number >= _SLOWER else 1.0)
        amounts = {FIRST: (round(first, 1),), "audio.length_s@1": (round(drawn.uniform(2, 4), 2),)}
        counts = {"wer.input_wer@1": (float(drawn.randrange(3)), 20.0)}
        played += attempts(f"tools/s{place:02}", "+" if drawn.random() < 0.95 else "-", amounts=amounts, counts=counts)
    model = "b" if number >= _NEW_MODEL else "a"
    return a_night(
        1,
        played,
        run_id=f"{day:%Y%m%d}-020000-vertex",
        started_at=f"{day}T02:00:00+00:00",
        key=model,
        model=f"models/{model}",
        accepted_at="x" if number % 4 else "",
        reason="nightly" if number % 4 else "",
        outcome=Outcome.REGRESSED if number == _RED else Outcome.PASS,
        why="worse over all scenarios: latency" if number == _RED else "",
    )


def _lines() -> list[RunLine]:
    """Sixty runs, the newest first red."""
    lines = []
    for number in range(60):
        run = judged_sample() if number % 10 == 9 else sample_run()
        day = _FIRST_DAY + timedelta(days=number)
        line = run_line(replace(run, run_id=f"run-{number:02}", started_at=f"{day}T03:00:00+00:00"), f"run-{number:02}")
        lines.append(
            replace(
                line, endpoint="vertex" if number % 3 else "replay", levels={**line.levels, "latency": 500.0 + number}
            )
        )
    return lines
