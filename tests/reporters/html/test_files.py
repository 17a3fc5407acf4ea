"""Everything that a page consists of."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalkit.reporters.html.files import present, report_files
from tests.reporters.hostile import CORPUS, hostile_run
from tests.reporters.sample import sample_run, scaled


def test_the_page_comes_last_so_that_it_never_names_what_is_not_there() -> None:
    names = [name for name, _ in report_files(scaled(120), ())]
    assert names == ["details/0000.js", "details/0001.js", "details/0002.js", "report.html"]


def test_the_same_run_makes_the_same_files() -> None:
    assert dict(report_files(sample_run(), ())) == dict(report_files(sample_run(), ()))


def test_only_files_of_attempts_are_looked_for(tmp_path: Path) -> None:
    folder = tmp_path / "attempts/latency/story/1"
    folder.mkdir(parents=True)
    for name in ("user.flac", "timeline.js", "notes.txt"):
        (folder / name).touch()
    assert present(sample_run(), tmp_path) == {
        "attempts/latency/story/1/user.flac",
        "attempts/latency/story/1/timeline.js",
    }


@pytest.mark.parametrize("text", CORPUS)
def test_no_name_leads_out_of_the_folder(text: str, tmp_path: Path) -> None:
    assert all(not name.startswith(("/", "..")) for name in present(hostile_run(text), tmp_path))
