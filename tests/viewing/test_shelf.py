"""The folder of runs: which are runs, and what each holds now."""

from pathlib import Path

import pytest

from evalkit.errors import RecordingError
from evalkit.results_json import result_to_line
from evalkit.viewing.shelf import Shelf
from evalkit.viewing.watching import RunReader
from tests.viewing.stored import attempt, now, store


def test_what_is_a_run(tmp_path: Path) -> None:
    root = tmp_path / "reports"
    store(root, "one")
    store(tmp_path, "elsewhere")
    (root / "link").symlink_to("one")
    (root / "out").symlink_to("../elsewhere")
    (root / "history").mkdir()
    (root / ".hidden").mkdir()
    (root / ".hidden" / "run.json").write_text("{}")
    found = Shelf(root, now)
    assert found.names() == ("link", "one")
    assert [found.has(name) for name in ("one", "out", "history", ".hidden", "nothing")] == [True, *[False] * 4]


def test_the_tag_changes_with_every_result(tmp_path: Path) -> None:
    folder = store(tmp_path, "run", [attempt()])
    shelf = Shelf(tmp_path, now)
    first = shelf.stored("run")
    assert shelf.stored("run") == first
    with (folder / "results.jsonl").open("ab") as file:
        file.write(result_to_line(attempt(number=2)))
    assert shelf.stored("run").etag != first.etag


def test_the_tag_changes_when_the_run_is_found_dead(tmp_path: Path) -> None:
    folder = store(tmp_path, "run", [attempt()])
    shelf = Shelf(tmp_path, now)
    first = shelf.stored("run")
    (folder / ".playing").touch()
    dead = shelf.stored("run")
    assert dead.etag != first.etag
    assert (first.shown.interrupted, dead.shown.interrupted) == (False, True)


def test_of_few_runs_the_attempts_stay_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def reader(folder: Path) -> RunReader:
        made.append(folder.name)
        return RunReader(folder)

    monkeypatch.setattr("evalkit.viewing.shelf.RunReader", reader)
    for name in "abcde":
        store(tmp_path, name)
    shelf = Shelf(tmp_path, now)
    for name in "abcdaeacdeb":
        shelf.stored(name)
    assert made == [*"abcd", "e", "b"]


def test_a_plan_is_read_again_only_when_it_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = store(tmp_path, "run", finished_at="2026-03-04T05:07:00+00:00")
    shelf = Shelf(tmp_path, now)
    assert shelf.plan("run").finished_at == "2026-03-04T05:07:00+00:00"
    monkeypatch.setattr("evalkit.viewing.shelf.read_plan", lambda folder: pytest.fail("read again"))
    assert shelf.plan("run").run_id == "run"
    monkeypatch.undo()
    (folder / "run.json").write_text("{")
    with pytest.raises(RecordingError):
        shelf.plan("run")
