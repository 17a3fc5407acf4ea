from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from evalkit.reporters.html.index import index_rows, run_line, write_index
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
