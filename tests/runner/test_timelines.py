"""Timelines beside recordings: written as attempts end, made again where a report misses them, at no attempt's cost."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from evalkit.recording.lanes import read_lane
from evalkit.recording.model import LANE_RATE_HZ
from evalkit.recording.store import read_recording
from evalkit.results import AttemptResult, RunResult
from evalkit.runner.reuse import attempt_digest
from evalkit.runner.timelines import ensure_timelines, write_timeline
from tests.runner.small import run_mock, typed, write_scenarios
from tests.timeline.scripts import handed_over

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


def test_a_mistake_of_this_program_costs_nothing_but_the_timeline(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert write_timeline(folder, read_recording(folder))
    whole = (folder / "timeline.js").read_bytes()

    def mistaken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("evalkit.runner.timelines.build_timeline", mistaken)
    assert not write_timeline(folder, read_recording(folder))
    assert (folder / "timeline.js").read_bytes() == whole


def test_a_killed_runs_audio_is_named_as_it_lies_there(folder: Path) -> None:
    for lane in LANE_RATE_HZ:
        pcm = read_lane(folder, lane)
        (folder / f"{lane}.flac").unlink()
        (folder / f"{lane}.pcm").write_bytes(pcm)
    assert write_timeline(folder, read_recording(folder))
    document = handed_over((folder / "timeline.js").read_bytes())
    assert (document["user"]["file"], document["model"]["file"]) == ("user.pcm", "model.pcm")


def test_an_attempt_that_was_played_has_its_timeline(tmp_path: Path) -> None:
    run_mock(write_scenarios(tmp_path, a=typed()))
    [path] = (tmp_path / "run").rglob("timeline.js")
    document = handed_over(path.read_bytes())
    recording = read_recording(path.parent)
    assert len(document["messages"]["t"]) == len(recording.items)
    assert [turn["finish"] for turn in document["turns"]] == ["turn_complete"]


def test_a_timeline_is_no_reason_to_score_again(folder: Path) -> None:
    before = attempt_digest(folder, {}, "program")
    assert write_timeline(folder, read_recording(folder))
    assert attempt_digest(folder, {}, "program") == before
