"""What the index tells of runs that are played, dead, damaged or strange, and that none of them hides another."""

from pathlib import Path

import pytest

from evalkit.reporters.html.run_line import RunLine, run_line
from evalkit.runner.playing import playing
from evalkit.viewing.run_rows import run_rows
from evalkit.viewing.shelf import Shelf
from tests.viewing.stored import BEGUN, attempt, now, store

ENDED = "2026-03-04T05:08:09+00:00"


def rows(root: Path) -> dict[str, RunLine]:
    return {line.folder: line for line in run_rows(Shelf(root, now))}


def test_a_run_of_each_kind(tmp_path: Path) -> None:
    done = store(tmp_path, "done", [attempt()], planned=1, finished_at=ENDED)
    for name in ("report.html", "compare-x.html", "summary.md", ".hidden.html"):
        (done / name).write_text("x")
    store(tmp_path, "dead", [attempt()], planned=3)
    (tmp_path / "dead" / ".playing").touch()
    with playing(store(tmp_path, "live", [attempt()], planned=3)):
        found = rows(tmp_path)
    assert [found[name].outcome for name in ("done", "dead", "live")] == ["passed", "inconclusive", "running"]
    assert found["done"].reports == ("report.html", "summary.md", "compare-x.html")
    assert found["live"].sentence == "1 of 3 · 0 failed · running for 0:41"
    # The page of each can be made, whether or not a run has written one.
    assert (found["live"].reports, found["live"].reservations) == (("report.html",), ())
    assert found["dead"].reservations == ("2 of 3 planned attempts never finished", "the run was interrupted")


def test_a_run_that_ends_is_told_of_as_ended(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, now)
    folder = store(tmp_path, "run", [attempt()], planned=1)
    with playing(folder):
        assert [line.outcome for line in run_rows(shelf)] == ["running"]
    store(tmp_path, "x", [attempt()], planned=1, finished_at=ENDED, run_id="run")
    (tmp_path / "x" / "run.json").replace(folder / "run.json")
    (folder / "report.html").write_text("x")
    assert [line.outcome for line in run_rows(shelf)] == ["passed"]


@pytest.mark.parametrize(
    ("file", "data", "said"),
    [
        ("run.json", b"", "cannot be read: is empty"),
        ("run.json", b"{", "cannot be read: not JSON: "),
        ("run.json", b"[]", "cannot be read: not a JSON object"),
        ("run.json", b'{"format": 99}', "cannot be read: format 99; this version knows format 1"),
        ("run.json", b'{"format": 1, "run_id": 7}', "cannot be read: "),
        ("run.json", b"\xff\xfe", "cannot be read: not JSON: "),
        ("results.jsonl", b"{]\n", "cannot be read: not JSON: "),
        ("results.jsonl", b'{"format": 1, "scenario_id": "a"}\n', "cannot be read: "),
    ],
)
def test_a_damaged_run_says_so_and_hides_no_other(tmp_path: Path, file: str, data: bytes, said: str) -> None:
    store(tmp_path, "good", [attempt()], planned=1, finished_at=ENDED)
    bad = store(tmp_path, "bad", [attempt()], finished_at=ENDED)
    (bad / file).write_bytes(data)
    found = rows(tmp_path)
    assert found["good"].outcome == "passed"
    assert found["bad"].outcome == "unreadable"
    assert found["bad"].sentence.startswith(said)


def test_times_and_names_that_are_none_hide_no_other(tmp_path: Path) -> None:
    store(tmp_path, "good", [attempt()], planned=1, finished_at=ENDED, started_at=BEGUN)
    store(tmp_path, "odd", [attempt("<b>" * 100)], planned=-5, started_at="yesterday", finished_at="\u202e", run_id="")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "run.json").mkdir()
    found = rows(tmp_path)
    assert set(found) == {"good", "odd"}
    assert found["good"].outcome == "passed"


def test_a_run_that_breaks_the_telling_hides_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store(tmp_path, "good", [attempt()], planned=1, finished_at=ENDED)
    store(tmp_path, "bad", [attempt()], finished_at=ENDED)

    def breaking(run: object, name: str, *more: object) -> RunLine:
        if name == "bad":
            raise ValueError("no such night")
        return run_line(run, name, *more)  # type: ignore[arg-type]

    monkeypatch.setattr("evalkit.viewing.run_rows.run_line", breaking)
    monkeypatch.setattr("evalkit.reporters.html.index_lines.run_line", breaking)
    found = rows(tmp_path)
    assert found["good"].outcome == "passed"
    assert found["bad"].sentence == "cannot be read: no such night"
