from __future__ import annotations

from pathlib import Path

import pytest

from evalkit.reporters.html.night_reports import night_reports


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    for name in ("r 1", "a:b"):
        (tmp_path / "runs" / name).mkdir(parents=True)
        (tmp_path / "runs" / name / "report.html").touch()
    return tmp_path / "runs"


def test_a_report_is_seen_from_the_page(runs: Path) -> None:
    assert night_reports(runs / "index.html", (runs,))("r 1") == "./r%201/report.html"
    assert night_reports(runs.parent / "else" / "h.html", (runs,))("r 1") == "./../runs/r%201/report.html"


def test_a_colon_is_no_scheme(runs: Path) -> None:
    assert night_reports(runs / "index.html", (runs,))("a:b") == "./a%3Ab/report.html"


def test_the_first_folder_that_has_it_counts(runs: Path) -> None:
    (runs.parent / "r 1").mkdir()
    (runs.parent / "r 1" / "report.html").touch()
    assert night_reports(runs / "index.html", (runs.parent, runs))("r 1") == "./../r%201/report.html"


@pytest.mark.parametrize("run_id", ["", ".", "..", "../runs/r 1", "r 1/../r 1", "gone", "a\0b", "x" * 5000, "\ud800"])
def test_what_is_no_run_beside_has_no_address(runs: Path, run_id: str) -> None:
    assert night_reports(runs / "index.html", (runs,))(run_id) == ""
