"""Where a run stands: what tells a run that is slow from one that is dead."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from evalkit.runner.playing import playing
from evalkit.runner.run_folder import read_run
from evalkit.viewing.standing import QUIET_S, Standing, standing
from tests.viewing.stored import NOW, attempt, store

ENDED = "2026-03-04T05:08:09+00:00"
TWO = [attempt("a"), attempt("b", status="failed")]


def found(folder: Path, after_s: float = 0) -> Standing:
    return standing(read_run(folder), folder, NOW + timedelta(seconds=after_s))


def test_a_run_that_is_played(tmp_path: Path) -> None:
    folder = store(tmp_path, "run", TWO)
    with playing(folder):
        assert found(folder) == Standing("playing", 2, 4, 1, "2 of 4 · 1 failed · running for 0:41")
        # However long it is quiet: it may wait for a quota.
        assert found(folder, 7200).words == "2 of 4 · 1 failed · running for 2:00:41"
        assert found(folder, 7200).live


def test_a_run_whose_process_died(tmp_path: Path) -> None:
    folder = store(tmp_path, "run", TWO)
    (folder / ".playing").touch()
    dead = found(folder)
    assert (dead.state, dead.live) == ("interrupted", False)
    assert dead.words == "2 of 4 · 1 failed · interrupted: the process that played it is gone"


def test_where_no_mark_tells_what_was_written_last_does(tmp_path: Path) -> None:
    folder = store(tmp_path, "run", TWO)
    assert found(folder, QUIET_S - 1).state == "playing"
    assert found(folder, QUIET_S + 1).state == "interrupted"


def test_a_session_that_is_being_recorded_is_a_sign_of_life(tmp_path: Path) -> None:
    folder = store(tmp_path, "run", TWO)
    events = folder / "attempts" / "tools" / "weather" / "1" / "events.jsonl"
    events.parent.mkdir(parents=True)
    events.touch()
    at = (NOW + timedelta(hours=1)).timestamp()
    os.utime(events, (at, at))
    assert found(folder, 3600 + QUIET_S - 1).state == "playing"
    assert found(folder, 3600 + QUIET_S + 1).state == "interrupted"


def test_a_run_that_has_ended_is_followed_until_its_report_is_there(tmp_path: Path) -> None:
    folder = store(tmp_path, "run", TWO, finished_at=ENDED)
    assert (found(folder).state, found(folder).live) == ("ending", True)
    assert found(folder).words == "2 of 4 · 1 failed · writing the report"
    (folder / "report.html").touch()
    assert found(folder) == Standing("finished", 2, 4, 1, "2 of 4 · 1 failed · took 2:02")


def test_a_run_whose_report_never_came_has_ended_all_the_same(tmp_path: Path) -> None:
    folder = store(tmp_path, "run", TWO, finished_at=ENDED)
    assert found(folder, 59).state == "ending"
    assert found(folder, 61).state == "finished"


def test_what_is_counted(tmp_path: Path) -> None:
    attempts = [
        attempt("a", status="infra"),
        attempt("b", status="invalid"),
        attempt("c", status="unexpected_pass"),
        attempt("d", status="failed", quarantined="until 2026-04-01"),
        attempt("e", status="failed", arm="baseline"),
        attempt("f", status="failed", fresh=True),
        attempt("g", status="expected_failure"),
    ]
    folder = store(tmp_path, "run", attempts, planned=1200)
    assert found(folder).words == "6 of 1,200 · 1 failed · 2 not measured · running for 0:41"
    assert found(folder).as_json("x") == {
        "state": "playing",
        "finished": 6,
        "planned": 1200,
        "failed": 1,
        "words": "6 of 1,200 · 1 failed · 2 not measured · running for 0:41",
        "etag": "x",
    }


@pytest.mark.parametrize(
    ("started_at", "words"),
    [
        ("", "0 of 4 · 0 failed · running"),
        ("yesterday", "0 of 4 · 0 failed · running"),
        ("2026-03-04T05:06:07", "0 of 4 · 0 failed · running for 0:41"),
        ("2030-01-01T00:00:00+00:00", "0 of 4 · 0 failed · running for 0:00"),
    ],
)
def test_a_time_that_is_none(tmp_path: Path, started_at: str, words: str) -> None:
    folder = store(tmp_path, "run", started_at=started_at)
    assert found(folder).words == words
