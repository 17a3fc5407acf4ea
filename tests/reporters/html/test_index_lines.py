from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evalkit.errors import RecordingError
from evalkit.reporters.html.index_lines import CACHE, run_lines
from evalkit.reporters.html.run_line import RunLine
from evalkit.results import RunResult
from tests.reporters.sample import sample_run
from tests.reporters.verdicts import judged_sample


class Reader:
    """Reads what was put there, and counts."""

    def __init__(self, runs: Path) -> None:
        self.runs = runs
        self.read: list[str] = []

    def put(self, name: str, text: str = "{}") -> None:
        (self.runs / name).mkdir(exist_ok=True)
        (self.runs / name / "run.json").write_text(text)

    def __call__(self, folder: Path) -> RunResult:
        self.read.append(folder.name)
        text = (folder / "run.json").read_text()
        if text == "damaged":
            raise RecordingError(folder, 0, "damaged", "")
        if text == "odd":
            raise TypeError("a number where a text should be")
        return replace(judged_sample() if text == "judged" else sample_run(), run_id=folder.name)

    def lines(self) -> tuple[RunLine, ...]:
        return run_lines(self.runs, self)


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    found = Reader(tmp_path)
    found.put("r1")
    found.put("r2", "judged")
    return found


def test_a_run_is_read_once(reader: Reader) -> None:
    first = reader.lines()
    assert [line.run_id for line in first] == ["r1", "r2"]
    assert reader.lines() == first
    assert reader.read == ["r1", "r2"]
    assert first[1].outcome == "regressed"
    assert first[0].levels


@pytest.mark.parametrize("name", ["run.json", "results.jsonl"])
def test_a_run_that_changed_is_read_again(reader: Reader, name: str) -> None:
    reader.lines()
    (reader.runs / "r1" / name).write_text("changed")
    reader.lines()
    assert reader.read == ["r1", "r2", "r1"]


def test_a_change_of_the_same_size_is_seen_by_its_time(reader: Reader) -> None:
    reader.lines()
    os.utime(reader.runs / "r1" / "run.json", ns=(1, 1))
    reader.lines()
    assert reader.read == ["r1", "r2", "r1"]


def test_a_run_that_is_gone_is_told_no_more(reader: Reader) -> None:
    reader.lines()
    (reader.runs / "r1" / "run.json").unlink()
    assert [line.run_id for line in reader.lines()] == ["r2"]
    assert list(json.loads((reader.runs / CACHE).read_bytes())["runs"]) == ["r2"]


@pytest.mark.parametrize("how", ["damaged", "odd"])
def test_what_cannot_be_read_is_no_run_and_is_not_tried_each_time(reader: Reader, how: str) -> None:
    reader.put("r0", how)
    assert [line.run_id for line in reader.lines()] == ["r1", "r2"]
    reader.lines()
    assert reader.read == ["r0", "r1", "r2"]


def test_reports_are_looked_up_each_time_pages_of_comparisons_too(reader: Reader) -> None:
    reader.lines()
    for name in ("report.html", "junit.xml", "compare-with-r2.html", "events.jsonl"):
        (reader.runs / "r1" / name).touch()
    assert reader.lines()[0].reports == ("report.html", "junit.xml", "compare-with-r2.html")
    assert reader.read == ["r1", "r2"]


def _damaged(change: Any) -> bytes:
    return json.dumps(change).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"[]",
        b'{"runs": {}}',
        _damaged({"made_by": "evalkit 0.0.0", "runs": {}}),
    ],
)
def test_a_damaged_or_older_list_is_made_again(reader: Reader, data: bytes) -> None:
    first = reader.lines()
    (reader.runs / CACHE).write_bytes(data)
    assert reader.lines() == first
    assert reader.read == ["r1", "r2"] * 2


@pytest.mark.parametrize(
    ("name", "value"),
    [("levels", {"wer": "x"}), ("sentence", 1), ("reservations", [1]), ("reports", None), ("more", "x")],
)
def test_a_line_of_another_shape_is_read_again(reader: Reader, name: str, value: object) -> None:
    first = reader.lines()
    document = json.loads((reader.runs / CACHE).read_bytes())
    document["runs"]["r1"]["line"][name] = value
    (reader.runs / CACHE).write_text(json.dumps(document))
    assert reader.lines() == first
    assert reader.read == ["r1", "r2", "r1"]


def test_a_folder_that_cannot_be_written_has_an_index_all_the_same(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, text: str) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("evalkit.reporters.html.index_lines.write_whole", full)
    assert len(reader.lines()) == 2
    assert len(reader.lines()) == 2
    assert reader.read == ["r1", "r2"] * 2
