"""What is kept of the pages that were made: as long as somebody may still ask for a part of them."""

from pathlib import Path

import pytest

from evalkit.reporters.html.history_page import History
from evalkit.results_json import result_to_line
from evalkit.runner.playing import playing
from evalkit.viewing import pages as room
from evalkit.viewing.made_run import MadeRun
from evalkit.viewing.pages import Pages
from evalkit.viewing.shelf import Shelf, StoredRun
from tests.viewing.stored import attempt, now, store


def test_a_state_of_a_run_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def count(stored: StoredRun) -> MadeRun:
        made.append(stored.etag)
        return MadeRun(stored)

    monkeypatch.setattr(room, "MadeRun", count)
    folder = store(tmp_path, "run", [attempt()], planned=9)
    shelf = Shelf(tmp_path, now)
    pages = Pages(shelf)
    with playing(folder):
        for number in range(2, 12):
            for name in ("report.html", "summary", "nothing.js"):
                assert (pages.of_run(shelf.stored("run"), name) is None) == (name == "nothing.js")
            with (folder / "results.jsonl").open("ab") as file:
                file.write(result_to_line(attempt(number=number)))
    assert len(made) == len(set(made)) == 10


def test_the_trends_of_the_last_index_can_be_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = Pages(Shelf(tmp_path, now))
    assert pages.beside_index("index.parts/a.js") is None
    history = History(files={"index.parts/a.js": "eNo="})
    monkeypatch.setattr("evalkit.viewing.made_index.read_trends", lambda place, page: history)
    pages.index()
    assert pages.beside_index("index.parts/a.js") == 'evalkit.put("eNo=")\n'
    assert pages.beside_index("index.parts/b.js") is None
