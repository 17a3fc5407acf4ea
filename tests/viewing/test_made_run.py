"""The page of a run that is still played: what it holds, and that its parts are never those of another state."""

import base64
import re
import zlib
from pathlib import Path
from typing import Any

import orjson

from evalkit.reporters.html.files import present, report_files
from evalkit.runner.playing import playing
from evalkit.viewing.made_run import MadeRun
from evalkit.viewing.shelf import Shelf, StoredRun
from tests.viewing.stored import attempt, now, store

FIRST = [attempt(f"s{number:02}") for number in range(60)]


def unpacked(text: str) -> Any:
    return orjson.loads(zlib.decompress(base64.b64decode(text)))


def found(root: Path, name: str = "run") -> StoredRun:
    return Shelf(root, now).stored(name)


def live(root: Path, name: str, attempts: list[Any]) -> MadeRun:
    with playing(store(root, name, attempts, planned=100)):
        return MadeRun(found(root, name))


def test_a_live_page_follows_and_counts_nothing_that_goes_stale(tmp_path: Path) -> None:
    page = live(tmp_path, "run", [attempt("a"), attempt("b", status="failed")]).page
    assert "This run is still being played" in page
    assert "connect-src &#39;self&#39;" in page
    assert "never finished" not in page
    assert "What went wrong" not in page


def test_the_summary_is_the_one_in_the_page(tmp_path: Path) -> None:
    made = live(tmp_path, "run", [attempt("a"), attempt("b", status="failed")])
    (inside,) = re.findall(r'<template data-part="summary">([^<]*)</template>', made.page)
    assert inside == made.summary
    summary = unpacked(made.summary)
    assert (summary["live"], summary["scenarios"]["name"]) == (True, ["a", "b"])


def test_details_are_found_by_the_names_of_the_summary(tmp_path: Path) -> None:
    made = live(tmp_path, "run", FIRST)
    names = unpacked(made.summary)["details"]
    assert len(names) == 2
    held = [made.details(name) for name in names]
    anchors = [unpacked(text.partition('"')[2].rpartition('"')[0])["attempts"].keys() for text in held if text]
    assert [len(each) for each in anchors] == [50, 10]
    for other in ("details/0002.js", "details/0000-000000000000.js", "report.html", ""):
        assert made.details(other) is None


def test_only_details_that_grew_get_another_name(tmp_path: Path) -> None:
    before = unpacked(live(tmp_path, "one", FIRST).summary)["details"]
    after = unpacked(live(tmp_path, "two", [*FIRST, attempt("s60")]).summary)["details"]
    assert (before[0] == after[0], before[1] == after[1]) == (True, False)
    # A repeat of the first scenario that came later belongs to the first file.
    repeated = unpacked(live(tmp_path, "three", [*FIRST, attempt("s00", 2)]).summary)["details"]
    assert before[0] != repeated[0]


def test_a_dead_run_has_a_page_that_says_so_and_asks_nobody(tmp_path: Path) -> None:
    folder = store(tmp_path, "run", [attempt("a")], planned=3)
    (folder / ".playing").touch()
    made = MadeRun(found(tmp_path))
    assert "the run was interrupted" in made.page
    assert "2 of 3 planned attempts never finished" in made.page
    assert "connect-src" not in made.page
    assert unpacked(made.summary)["live"] is False


def test_a_run_without_any_result_has_a_page(tmp_path: Path) -> None:
    made = live(tmp_path, "run", [])
    assert "This run is still being played" in made.page
    assert unpacked(made.summary)["details"] == []


def test_strangers_names_stay_text(tmp_path: Path) -> None:
    hostile = "</template><script>alert(1)</script>\ud800"
    page = live(tmp_path, "run", [attempt(hostile, description=hostile)]).page
    assert "<script>alert(1)" not in page


def test_a_run_that_has_ended_has_the_page_that_would_be_written(tmp_path: Path) -> None:
    folder = store(tmp_path, "run", FIRST, planned=60, finished_at="2026-03-04T05:07:00+00:00")
    (folder / "report.html").touch()
    stored = found(tmp_path)
    files = dict(report_files(stored.run, present(stored.run, folder)))
    made, island = MadeRun(stored), re.compile(r'(<template data-part="summary">)[^<]*')
    assert island.sub(r"\1", made.page) == island.sub(r"\1", files.pop("report.html"))
    assert {name: made.details(name) for name in files} == files
