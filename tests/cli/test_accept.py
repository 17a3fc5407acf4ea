"""`evalkit accept`: a run becomes the baseline, or stops being one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evalkit.history.store import keep_night, read_history
from evalkit.outcome import Outcome, RunVerdict
from evalkit.results import AttemptResult, AttemptStatus, RunResult
from evalkit.runner.run_folder import RunFolder
from tests.cli.commands import Command
from tests.history.made_nights import a_night, attempts

RUN = "20261122-020000-replay"


def stored(reports: Path, *statuses: AttemptStatus, name: str = RUN, **more: Any) -> Path:
    """A run's folder with an attempt of each status."""
    played = tuple(
        AttemptResult(scenario_id="a", content="c", attempt=number, status=status)
        for number, status in enumerate(statuses or ("passed",), 1)
    )
    run = RunResult(
        run_id=name, endpoint="replay", model="models/a", started_at="2026-11-22T02:00:00+00:00", planned=len(played)
    )
    run = replace(run, attempts=played, **more)
    folder = RunFolder(reports / name)
    folder.path.mkdir(parents=True)
    folder.replace_results(played)
    folder.write_run(run)
    return folder.path


def test_a_run_becomes_the_baseline_beside_the_reports(evalkit: Command, tmp_path: Path) -> None:
    run = stored(tmp_path / "reports")
    found = evalkit("accept", run, "--reason", "the  first\tone ")
    assert (found.code, found.err) == (0, "")
    assert found.out.splitlines() == [
        f"accepted: {RUN} (the first one)",
        "baseline of replay: 1 accepted night, 2026-11-22",
    ]
    (night,) = read_history(tmp_path / "reports" / "history")
    assert (night.run_id, night.reason, night.accepted_at[:2]) == (RUN, "the first one", "20")
    assert len(night.played) == 1


def test_the_newest_run_is_named_latest(evalkit: Command, tmp_path: Path) -> None:
    stored(tmp_path / "reports")
    newer = stored(tmp_path / "reports", name="20261123-020000-replay")
    assert evalkit("accept", tmp_path / "reports" / "latest", "--reason", "x").code == 0
    assert [night.run_id for night in read_history(tmp_path / "reports" / "history")] == [newer.name]


def test_another_place_and_a_night_by_its_name(evalkit: Command, tmp_path: Path) -> None:
    place = tmp_path / "kept"
    for day in (20, 21):
        keep_night(place, a_night(day, attempts("a", "++"), outcome=Outcome.REGRESSED, why="broken: a"))
    found = evalkit("accept", "20261121-020000-vertex", "--history", place, "--reason", "known: the tool moved")
    assert found.out.splitlines() == [
        "accepted: 20261121-020000-vertex (known: the tool moved)",
        "baseline of vertex · models/a · us-central1: 1 accepted night, 2026-11-21",
        "  it was REGRESSED: what got worse in it is what is expected from it on",
        "  judged later: single scenarios from 7 nights on, first audio from 14 nights on",
    ]
    evalkit("accept", "20261120-020000-vertex", "--history", place, "--reason", "too")
    assert [bool(night.accepted_at) for night in read_history(place)] == [True, True]


def test_what_was_said_of_a_night_stays_with_it(evalkit: Command, tmp_path: Path) -> None:
    run = stored(tmp_path, verdict=RunVerdict(outcome=Outcome.REGRESSED, why="broken: a"))
    evalkit("accept", run, "--reason", "meant so")
    (night,) = read_history(tmp_path / "history")
    assert (night.outcome, night.why) == (Outcome.REGRESSED, "broken: a")


def test_an_acceptance_is_taken_back(evalkit: Command, tmp_path: Path) -> None:
    run = stored(tmp_path)
    evalkit("accept", run, "--reason", "too soon")
    found = evalkit("accept", run, "--undo")
    assert found.out.splitlines() == [
        f"no longer accepted: {RUN} (was: too soon)",
        "baseline of replay: none; the next run says NEW KEY",
    ]
    (night,) = read_history(tmp_path / "history")
    assert (night.accepted_at, night.reason) == ("", "")
    again = evalkit("accept", run, "--undo")
    assert (again.code, again.err) == (
        4,
        f"error: {RUN} is not accepted in {tmp_path}/history; there is nothing to take back\n",
    )


@pytest.mark.parametrize("reason", [(), ("--reason", " \t ")])
def test_a_reason_is_asked_for(evalkit: Command, tmp_path: Path, reason: tuple[str, ...]) -> None:
    found = evalkit("accept", stored(tmp_path), *reason)
    assert found.code == 4
    assert found.err == 'error: no reason given; say why in words: --reason "the new prompt is shorter"\n'
    assert not (tmp_path / "history").exists()


REFUSED = "; run it again; or add --anyway, and every later run is compared with what is missing here\n"


@pytest.mark.parametrize(
    ("statuses", "more", "problem"),
    [
        (("passed",), {"interrupted": True}, "was interrupted"),
        (("infra", "invalid"), {}, "measured nothing"),
        (("passed",), {"planned": 2}, "is inconclusive: 1 of 2 planned attempts could not be measured"),
        (("passed", "infra"), {}, "is inconclusive: 1 of 2 planned attempts could not be measured"),
        (
            ("passed",),
            {"verdict": RunVerdict(outcome=Outcome.INCONCLUSIVE, why="too little")},
            "is inconclusive: too little",
        ),
    ],
)
def test_what_says_too_little_is_refused_unless_anyway(
    evalkit: Command, tmp_path: Path, statuses: tuple[AttemptStatus, ...], more: dict[str, Any], problem: str
) -> None:
    run = stored(tmp_path, *statuses, **more)
    found = evalkit("accept", run, "--reason", "x")
    assert (found.code, found.err) == (4, f"error: {RUN} {problem}{REFUSED}")
    assert not (tmp_path / "history").exists()
    assert evalkit("accept", run, "--reason", "x", "--anyway").code == 0
    assert len(read_history(tmp_path / "history")) == 1


def test_what_is_no_run_is_named(evalkit: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = evalkit("accept", "20261101-x", "--reason", "x")
    assert (found.code, found.err) == (
        4,
        "error: 20261101-x: no run's folder, and no night in reports/history; evalkit history lists its nights\n",
    )
    assert evalkit("accept", "some/where", "--reason", "x").err.startswith("error: some/where: no run's folder")
    (tmp_path / "empty").mkdir()
    assert evalkit("accept", "empty", "--reason", "x").err.startswith("error: empty: no run here")
    assert evalkit("accept", "reports/latest", "--reason", "x").err.startswith("error: reports: no run here yet")


def test_a_place_that_can_only_be_read_is_named(evalkit: Command, tmp_path: Path) -> None:
    pytest.importorskip("obstore", reason="needs the extra `bucket`: pip install 'evalkit[bucket]'")
    found = evalkit("accept", stored(tmp_path), "--reason", "x", "--history", "ftp://nights")
    assert (found.code, found.err.startswith("error: ftp://: nights are not kept there")) == (4, True)


def test_the_index_beside_the_history_draws_what_was_accepted(evalkit: Command, tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    folder = stored(reports)
    evalkit("report", folder)
    assert "Trends" not in drawn(reports)
    evalkit("accept", folder, "--reason", "as it should be")
    assert "1 night, 1 accepted" in drawn(reports)
    evalkit("accept", folder, "--undo")
    assert "1 night, 0 accepted" in drawn(reports)


def drawn(reports: Path) -> str:
    """The index without its style and script."""
    return (reports / "index.html").read_text(encoding="utf-8").split("</head>")[1].split("<script>")[0]
