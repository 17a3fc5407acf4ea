"""A scenario in quarantine is played, scored and shown, and fails nothing; `evalkit check` says when that must end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from evalkit.runner.run_folder import read_run
from tests.cli.commands import Command, only_run
from tests.runner.small import write_scenarios

FAILING = """\
setup: {generation_config: {response_modalities: [TEXT]}}
turns: [{text: Hello, expect: {transcript: {contains: rain}}}]
mock: {turns: [[{write: sun}]]}
quarantine: {until: %s, reason: the forecast is wrong%s}
"""


def in_days(days: int) -> str:
    return str((datetime.now(UTC) + timedelta(days=days)).date())


def test_check_refuses_one_that_is_over_and_one_without_end(evalkit: Command, tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a=FAILING % (in_days(-1), ""), b=FAILING % (in_days(15), ""))
    found = evalkit("check", root)
    assert found.code == 4
    over, long, count = found.out.splitlines()
    assert over == (
        f"{root}/a.yaml:4:14: error: quarantine.until: the quarantine ended on {in_days(-1)}; "
        "mend the scenario, remove the key, or give it another day and a reason that is true by now"
    )
    assert long == (
        f"{root}/b.yaml:4:14: error: quarantine.until: the quarantine ends in 15 days; 14 are the most; "
        f"end it by {in_days(14)}, or write beside it why it takes longer: `longer: …`"
    )
    assert count == "2 scenarios, 2 turns: 2 errors"


@pytest.mark.parametrize(("days", "more"), [(0, ""), (14, ""), (200, ", longer: the team is on leave")])
def test_check_accepts_one_that_holds(evalkit: Command, tmp_path: Path, days: int, more: str) -> None:
    root = write_scenarios(tmp_path, a=FAILING % (in_days(days), more))
    assert evalkit("check", root).code == 0


def test_in_quarantine_a_failure_fails_nothing(evalkit: Command, tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a=FAILING % (in_days(3), ""))
    found = evalkit("run", root, "--endpoint", "mock", "--out", tmp_path / "reports")
    (attempt,) = read_run(only_run(tmp_path / "reports")).attempts
    assert (attempt.status, attempt.quarantined) == ("failed", f"until {in_days(3)}: the forecast is wrong")
    assert found.code == 0


@pytest.mark.parametrize(("days", "why"), [(-1, "ended on {}"), (15, "ends in 15 days; 14 are the most")])
def test_what_check_refuses_does_not_hold(evalkit: Command, tmp_path: Path, days: int, why: str) -> None:
    root = write_scenarios(tmp_path, a=FAILING % (in_days(days), ""))
    found = evalkit("run", root, "--endpoint", "mock", "--out", tmp_path / "reports")
    (attempt,) = read_run(only_run(tmp_path / "reports")).attempts
    assert (found.code, attempt.status, attempt.quarantined) == (1, "failed", "")
    assert f"counts: the quarantine {why.format(in_days(days))}" in attempt.notes


def test_scoring_again_asks_the_day_it_was_played_and_other_files_do_not_change_that(
    evalkit: Command, tmp_path: Path
) -> None:
    root = write_scenarios(tmp_path, a=FAILING % (in_days(3), ""))
    evalkit("run", root, "--endpoint", "mock", "--out", tmp_path / "reports")
    write_scenarios(tmp_path, a=FAILING.replace("rain", "snow") % (in_days(9), ""))
    run = only_run(tmp_path / "reports")
    assert evalkit("score", run, "--scenarios", root).code == 0
    (attempt,) = read_run(run).attempts
    assert attempt.quarantined == f"until {in_days(3)}: the forecast is wrong"
    assert "snow" in str(attempt.scores)
