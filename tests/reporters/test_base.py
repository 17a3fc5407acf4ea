from __future__ import annotations

import os
from pathlib import Path

import pytest

from evalkit.errors import PluginError
from evalkit.reporters import REPORTERS
from evalkit.reporters.base import write_whole
from tests.reporters.sample import small_run


def test_writes_utf8_with_unix_line_ends_and_makes_the_folder(tmp_path: Path) -> None:
    path = write_whole(tmp_path / "a" / "b.md", "é\nदिल्ली\n")
    assert path.read_bytes() == "é\nदिल्ली\n".encode()
    assert path.stat().st_mode & 0o777 == 0o644


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = write_whole(tmp_path / "report.html", "old")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "new \ud800")
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["report.html"]


@pytest.mark.parametrize(
    ("name", "file", "beside"),
    [("html", "report.html", ["details"]), ("junit", "junit.xml", []), ("markdown", "summary.md", [])],
)
def test_every_built_in_reporter_loads_and_writes_its_file(
    name: str, file: str, beside: list[str], tmp_path: Path
) -> None:
    reporter = REPORTERS.get(name)
    assert reporter.name == name
    assert reporter.write(small_run(), tmp_path) == tmp_path / file
    assert sorted(os.listdir(tmp_path)) == [*beside, file]


def test_an_unknown_reporter_names_the_nearest() -> None:
    with pytest.raises(PluginError, match="reporter 'junitt': unknown; did you mean 'junit'\\?"):
        REPORTERS.get("junitt")
