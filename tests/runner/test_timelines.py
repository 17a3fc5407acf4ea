"""Timelines beside recordings: written as attempts end, made again where a report misses them, at no attempt's cost."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from evalkit.recording.store import read_recording
from evalkit.results import AttemptResult, RunResult
from evalkit.runner.timelines import ensure_timelines, write_timeline

SOURCE = Path("scenarios/recordings/tools/temperature")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    target = tmp_path / "run" / "attempts" / "tools" / "temperature" / "1"
    shutil.copytree(SOURCE, target)
    return target


def run_of(*folders: str) -> RunResult:
    attempts = [AttemptResult(scenario_id="x", attempt=1, status="passed", folder=name) for name in folders]
    return replace(RunResult(run_id="r", endpoint="replay"), attempts=tuple(attempts))


def test_it_lies_beside_the_recording(folder: Path) -> None:
    before = {path.name for path in folder.iterdir()}
    assert write_timeline(folder, read_recording(folder))
    assert {path.name for path in folder.iterdir()} - before == {"timeline.js", "messages-0000.js"}


def test_a_report_writes_what_is_missing_and_what_is_old_and_no_more(folder: Path, tmp_path: Path) -> None:
    run = run_of("attempts/tools/temperature/1")
    assert ensure_timelines(run, tmp_path / "run") == 1
    assert ensure_timelines(run, tmp_path / "run") == 0
    whole = (folder / "timeline.js").read_bytes()
    (folder / "timeline.js").write_bytes(whole.replace(b"// format 1", b"// format 0"))
    (folder / "messages-0007.js").write_bytes(b"of an older format")
    assert ensure_timelines(run, tmp_path / "run") == 1
    assert (folder / "timeline.js").read_bytes() == whole
    assert not (folder / "messages-0007.js").exists()


@pytest.mark.parametrize("name", ["", "..", "../elsewhere", "/etc", "attempts/none", "a\0b", "attempts/" + "x" * 5000])
def test_a_folder_that_is_none_of_the_run_is_left_alone(name: str, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    assert ensure_timelines(run_of(name), tmp_path / "run") == 0


def test_a_damaged_recording_costs_nothing_but_its_timeline(folder: Path, tmp_path: Path) -> None:
    recording = read_recording(folder)
    (folder / "events.jsonl").write_bytes(b"{")
    assert ensure_timelines(run_of("attempts/tools/temperature/1"), tmp_path / "run") == 0
    broken = replace(recording, header=replace(recording.header, scenario={"turns": "none"}))
    assert not write_timeline(folder, broken)
    assert not (folder / "timeline.js").exists()


def test_a_disk_that_refuses_costs_nothing_but_the_timeline(folder: Path) -> None:
    (folder / "timeline.js").mkdir()
    assert not write_timeline(folder, read_recording(folder))


def test_a_recording_that_was_cut_off_has_one_too(folder: Path) -> None:
    events = folder / "events.jsonl"
    events.write_bytes(events.read_bytes()[:-300])
    recording = read_recording(folder)
    assert recording.torn
    assert write_timeline(folder, recording)
