from __future__ import annotations

from pathlib import Path

from evalkit.history.store import keep_night
from evalkit.reporters.html.history_page import INDEX_NIGHTS, read_trends, write_history_page
from tests.history.made_nights import a_night, attempts

NIGHTS = [a_night(1, attempts("a", "+") + attempts("b", "-")), a_night(2, attempts("a", "+"))]


def test_too_much_for_the_page_lies_beside_it(tmp_path: Path) -> None:
    page = write_history_page(tmp_path / "my page.html", [NIGHTS], NIGHTS, "h", inline_bytes=10)
    assert sorted(path.name for path in (tmp_path / "my page.parts").iterdir()) == ["00-0000.js", "00-0001.js"]
    assert 'data-part="trends"' in page.read_text()
    assert 'data-part="my%20page.parts/' not in page.read_text()


def test_little_stands_in_the_page(tmp_path: Path) -> None:
    page = write_history_page(tmp_path / "p.html", [NIGHTS], NIGHTS, "h")
    assert [path.name for path in tmp_path.iterdir()] == ["p.html"]
    assert 'data-part="p.parts/00-0001.js"' in page.read_text()


def test_the_index_draws_the_newest_nights(tmp_path: Path) -> None:
    for number in range(INDEX_NIGHTS + 2):
        keep_night(
            tmp_path / "history", a_night(1, attempts("a", "+"), run_id=f"r{number:03}", started_at=f"{number:03}")
        )
    found = read_trends(tmp_path / "history", tmp_path / "index.html")
    assert found is not None
    assert found.inline["trends"]["chapters"][0]["nights"]["name"][0] == "r002"


def test_a_file_in_the_place_of_a_history_is_none(tmp_path: Path) -> None:
    (tmp_path / "history").touch()
    assert read_trends(tmp_path / "history", tmp_path / "index.html") is None
