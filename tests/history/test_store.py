from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from evalkit.errors import HistoryError
from evalkit.history.store import accepted_night, keep_night, read_history, read_night, refused_night
from tests.history.made_nights import a_night, attempts


def test_a_place_where_nothing_was_kept_has_no_nights(tmp_path: Path) -> None:
    assert read_history(tmp_path / "nowhere") == ()
    assert read_night(tmp_path / "nowhere", "20261101-020000-vertex") is None


def test_nights_come_back_oldest_first_whatever_they_are_called(tmp_path: Path) -> None:
    kept = [a_night(3, attempts("a", "+-")), replace(a_night(1), run_id="z"), replace(a_night(2), run_id="A")]
    for night in kept:
        keep_night(tmp_path / "h", night)
    assert read_history(tmp_path / "h") == (kept[1], kept[2], kept[0])


def test_the_newest_are_the_last_by_name(tmp_path: Path) -> None:
    for day in (1, 2, 3):
        keep_night(tmp_path, a_night(day))
    assert [night.run_id for night in read_history(tmp_path, newest=2)] == [a_night(2).run_id, a_night(3).run_id]
    assert read_history(tmp_path, newest=0) == ()
    assert len(read_history(tmp_path, newest=9)) == 3


def test_keeping_says_where_and_lists_the_night(tmp_path: Path) -> None:
    where = keep_night(tmp_path / "h", a_night(1))
    assert where == str(tmp_path / "h" / "20261101-020000-vertex.json")
    keep_night(tmp_path / "h", a_night(2))
    listed = json.loads((tmp_path / "h" / "index.json").read_bytes())
    assert listed == {"format": 1, "nights": ["20261101-020000-vertex.json", "20261102-020000-vertex.json"]}
    assert sorted(path.name for path in (tmp_path / "h").iterdir()) == [
        "20261101-020000-vertex.json",
        "20261102-020000-vertex.json",
        "index.json",
    ]


def test_a_run_that_is_kept_again_stays_accepted(tmp_path: Path) -> None:
    accepted_night(tmp_path, a_night(1), "2026-11-02", "fine")
    keep_night(tmp_path, a_night(1, attempts("a", "+")))
    (night,) = read_history(tmp_path)
    assert (night.accepted_at, night.reason, len(night.played)) == ("2026-11-02", "fine", 1)


def test_an_acceptance_is_taken_back(tmp_path: Path) -> None:
    night = accepted_night(tmp_path, a_night(1), "2026-11-02", "fine")
    assert refused_night(tmp_path, night) == a_night(1)
    assert read_history(tmp_path) == (a_night(1),)


def test_other_files_in_the_folder_are_no_nights(tmp_path: Path) -> None:
    keep_night(tmp_path, a_night(1))
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / ".20261102-020000-vertex.json.ab.partial").write_text("{")
    (tmp_path / "folder.json").mkdir()
    assert len(read_history(tmp_path)) == 1


def test_a_damaged_night_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{")
    with pytest.raises(HistoryError, match=rf"^{tmp_path}/broken\.json: not JSON: "):
        read_history(tmp_path)


@pytest.mark.parametrize("name", ["", "..", "a/b", "../../etc/passwd", "index", ".hidden", "a\x00b", "x" * 300, "a\n"])
def test_a_name_that_leads_elsewhere_is_no_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(HistoryError, match="cannot be the name of a night's file; a run's name is made of letters"):
        keep_night(tmp_path, replace(a_night(1), run_id=name))
    assert list(tmp_path.iterdir()) == []
