from __future__ import annotations

import base64
import json
import re
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evalkit.history.store import keep_night
from evalkit.reporters.html.index import beside_runs, index_page, index_rows, run_line, runs_data, write_index
from tests.history.made_nights import a_night, attempts
from tests.reporters.sample import sample_run
from tests.reporters.verdicts import judged_sample


def test_newest_first_unknown_time_last() -> None:
    days = ["2026-11-20T02:00:00+00:00", "", "2026-11-22T02:00:00+00:00"]
    lines = [run_line(replace(sample_run(), run_id=f"r{n}", started_at=day), f"r{n}") for n, day in enumerate(days)]
    assert [row.name for row in index_rows(lines)] == ["r2", "r0", "r1"]


def test_a_row_says_what_the_report_says_and_links_to_it() -> None:
    (row,) = index_rows([run_line(sample_run(), "2026 11", ("report.html", "summary.md", "junit.xml"))])
    assert row.sentence == "9 passed · 1 expected failure · 2 failed — 3.2 s"
    assert row.outcome == "failed"
    assert row.url == "./2026%2011/report.html"
    assert row.links == (("summary.md", "./2026%2011/summary.md"), ("junit.xml", "./2026%2011/junit.xml"))


def test_a_run_without_a_report_has_no_link() -> None:
    (row,) = index_rows([run_line(sample_run(), "r", ())])
    assert (row.url, row.links) == ("", ())


def test_an_empty_folder_says_what_to_do(tmp_path: Path) -> None:
    path = write_index((), tmp_path)
    assert path == tmp_path / "index.html"
    assert "No run is here yet. <code>evalkit run scenarios</code> makes the first." in path.read_text()


def test_a_judged_run_is_told_by_its_verdict() -> None:
    (row,) = index_rows([run_line(judged_sample(), "r")])
    assert row.outcome == "regressed"
    assert row.sentence.startswith("REGRESSED — broken: tools/temperature (1/5, 70/70 before); worse:")
    assert row.reservations[0] == "9 passed · 1 expected failure · 2 failed — 3.2 s"


def test_a_row_has_the_primaries_of_its_run() -> None:
    (row,) = index_rows([run_line(sample_run(), "r")])
    assert row.primaries[0].title == "pass rate"
    assert {each.title: each.bar for each in row.primaries}["first audible audio"] == 1.0


def test_bars_are_drawn_against_the_slowest_run() -> None:
    lines = [replace(run_line(sample_run(), f"r{ms}"), levels={"latency": float(ms)}) for ms in (500, 2000)]
    assert sorted(row.primaries[0].bar for row in index_rows(lines)) == [0.25, 1.0]


def test_the_script_has_every_run_as_the_page_has_it() -> None:
    (row,) = index_rows([run_line(judged_sample(), "r 1")])
    (data,) = runs_data([row])["runs"]
    assert (data["folder"], data["url"], data["outcome"], data["word"]) == (
        "r 1",
        "./r%201/report.html",
        "regressed",
        "regressed",
    )
    assert data["notes"] == row.reservations
    assert data["primaries"][0]["words"] in index_page([row])


def test_other_pages_beside_the_index_are_named(tmp_path: Path) -> None:
    for name in ("compare a:b.html", "index.html", "notes.txt"):
        (tmp_path / name).touch()
    text = write_index((), tmp_path).read_text()
    assert '<a href="./compare%20a%3Ab.html"><bdi>compare a:b.html</bdi></a>' in text
    assert "notes.txt" not in text


def test_without_a_history_nothing_is_said_of_trends(tmp_path: Path) -> None:
    assert "Trends" not in write_index((), tmp_path).read_text().split("<script>")[0]


def test_nights_beside_the_runs_are_drawn_and_linked(tmp_path: Path) -> None:
    for day in (1, 2):
        keep_night(tmp_path / "history", a_night(day, attempts("a", "+")))
    (tmp_path / a_night(2).run_id).mkdir()
    (tmp_path / a_night(2).run_id / "report.html").touch()
    text = write_index((), tmp_path).read_text()
    assert '<h2 id="trends">' in text
    assert "2 nights, 0 accepted; 2026-11-01 to 2026-11-02" in text
    trends = island(text, "trends")
    assert trends["chapters"][0]["nights"]["url"] == ["", "./20261102-020000-vertex/report.html"]


def test_a_damaged_night_is_told_and_the_runs_are_there(tmp_path: Path) -> None:
    (tmp_path / "history").mkdir()
    (tmp_path / "history" / "n.json").write_text("{")
    text = write_index([run_line(sample_run(), "r")], tmp_path).read_text()
    assert "n.json: not JSON" in text
    assert "9 passed" in text


def test_an_empty_history_is_none(tmp_path: Path) -> None:
    (tmp_path / "history").mkdir()
    assert "Trends" not in write_index((), tmp_path).read_text().split("<script>")[0]


@pytest.mark.parametrize(
    ("name", "beside"),
    [
        ("index.html", True),
        ("compare.html", True),
        ("index.json", True),
        ("index.parts", True),
        ("history", True),
        ("20261120-020000-vertex", False),
        ("latest", False),
    ],
)
def test_what_lies_beside_the_runs(name: str, beside: bool) -> None:
    assert beside_runs(name) is beside


def island(text: str, name: str) -> Any:
    found = re.search(rf'<template data-part="{name}">([^<]*)</template>', text)
    assert found is not None
    return json.loads(zlib.decompress(base64.b64decode(found[1])))
