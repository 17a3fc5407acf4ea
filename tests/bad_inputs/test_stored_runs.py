"""Stored runs that were damaged, from the command line to the one line that says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evalkit.scorers import SCORERS
from evalkit.version import __version__
from tests.bad_inputs.changes import RESTORE, instead
from tests.bad_inputs.command_line import evalkit, files_below, only_result, only_run, refused, write_scenario

_NO_RUN = "give the folder of one run, such as reports/<run-id>"
_RUN_AGAIN = "; take it again from where it was copied, or run the scenarios again"
_RUNS: dict[str, tuple[str, Callable[[str], str], str]] = {
    "run_empty": ("run.json", lambda _: "", f": is empty{_RUN_AGAIN}"),
    "run_not_json": (
        "run.json",
        instead('"planned": 1', '"planned": '),
        f":8: not JSON: unexpected character, expected a JSON value (column 14){_RUN_AGAIN}",
    ),
    "run_too_deep": (
        "run.json",
        lambda _: "[" * 100_000,
        f":1: not JSON: depth limit exceeded (column 1026){_RUN_AGAIN}",
    ),
    "run_of_a_wrong_type": (
        "run.json",
        instead('"planned": 1', '"planned": "many"'),
        f': planned: expected a whole number, found "many"{_RUN_AGAIN}',
    ),
    "run_of_another_format": (
        "run.json",
        instead('"format": 1', '"format": 7'),
        ": format 7; this version knows format 1; read it with the version of evalkit that wrote it",
    ),
    "results_of_another_format": (
        "results.jsonl",
        instead('{"format":1', '{"format":2'),
        ":1: format 2; this version knows format 1; read it with the version of evalkit that wrote it",
    ),
}


@pytest.mark.parametrize("command", ["score", "report"])
@pytest.mark.parametrize(("name", "change", "message"), _RUNS.values(), ids=_RUNS)
def test_stored_run(
    command: str, name: str, change: Callable[[str], str], message: str, recording: str, project: Path
) -> None:
    run = only_run()
    (run / name).write_text(change((run / name).read_text()))
    before = files_below(project)
    assert evalkit(command, run) == refused(f"{run}/{name}{message}", project)
    assert files_below(project) == before


_NOT_A_RUN = {
    "nothing": ("reports/nothing", "there is no such folder"),
    "file": ("scenarios/greeting.yaml", "a file, not a run's folder"),
    "another_folder": ("scenarios", "no run here: there is no run.json"),
}


@pytest.mark.parametrize("command", ["score", "report"])
@pytest.mark.parametrize(("path", "problem"), _NOT_A_RUN.values(), ids=_NOT_A_RUN)
def test_what_is_no_run(command: str, path: str, problem: str, project: Path) -> None:
    write_scenario()
    assert evalkit(command, path) == refused(f"{path}: {problem}; {_NO_RUN}", project)


_DAMAGED_RESULTS: dict[str, tuple[Callable[[str], str], str]] = {
    "not_json": (lambda _: "{oops\n", "not JSON: unexpected character, expected a string key (column 2)"),
    "unknown_status": (
        instead('"passed","scores"', '"great","scores"'),
        'status: expected one of passed, failed, infra, invalid, expected_failure, unexpected_pass, found "great"',
    ),
}


@pytest.mark.parametrize(("change", "problem"), _DAMAGED_RESULTS.values(), ids=_DAMAGED_RESULTS)
def test_damaged_results_are_mended_by_scoring_again(
    change: Callable[[str], str], problem: str, recording: str, project: Path
) -> None:
    run = only_run()
    results = run / "results.jsonl"
    whole = results.read_text()
    results.write_text(change(whole))
    hint = "score the run again from its recordings: evalkit score"
    assert evalkit("report", run) == refused(f"{results}:1: {problem}; {hint}", project)
    assert evalkit("score", run).code == 0
    assert results.read_text() == whole


def test_results_torn_by_a_kill_are_an_incomplete_run_until_they_are_scored_again(recording: str) -> None:
    results = only_run() / "results.jsonl"
    whole = results.read_text()
    results.write_text(whole[:-30])
    outcome = evalkit("report", only_run())
    assert (outcome.code, outcome.err) == (7, "")
    assert "1 of 1 planned attempts never finished" in outcome.out
    assert evalkit("score", only_run()).code == 0
    assert results.read_text() == whole


def test_results_that_cannot_be_written_leave_everything_as_it_was(recording: str, project: Path) -> None:
    results = only_run() / "results.jsonl"
    results.unlink()
    results.mkdir()
    before = files_below(only_run() / "attempts")
    expected = refused(f"{results}: cannot be written: Is a directory; move it away", project)
    assert evalkit("score", only_run()) == expected
    assert files_below(only_run() / "attempts") == before


_ATTEMPTS: dict[str, tuple[Callable[[str], str], str]] = {
    "unknown_mark": (
        instead('"mark":"input_ended"', '"mark":"x"'),
        "/attempts/greeting/1/events.jsonl:6: unknown mark; known: turn_started, speech_started, speech_ended, "
        "input_ended, anchor_missed, turn_finished, stalled, call_answer_held, connected, reconnecting, "
        f"reconnected, session_failed{RESTORE}",
    ),
    "another_format": (
        instead('{"format":2', '{"format":3'),
        "/attempts/greeting/1/events.jsonl:1: format 3 is unknown; this version reads formats 1 and 2; it was written "
        f"by evalkit {__version__}",
    ),
    "cut_off": (lambda text: text[:-20], ": the run holds no finished attempt; nothing can be scored"),
}


@pytest.mark.parametrize(("change", "message"), _ATTEMPTS.values(), ids=_ATTEMPTS)
def test_recording_of_a_stored_run(change: Callable[[str], str], message: str, recording: str, project: Path) -> None:
    run = only_run()
    events = run / "attempts/greeting/1/events.jsonl"
    events.write_text(change(events.read_text()))
    before = files_below(project)
    assert evalkit("score", run) == refused(f"{run}{message}", project)
    assert files_below(project) == before
    # Its report needs no recording.
    assert evalkit("report", run).code == 0


def test_a_scorer_that_is_gone_is_named_and_the_other_scores_stand(recording: str) -> None:
    events = only_run() / "attempts/greeting/1/events.jsonl"
    asked = instead('[{"text":"hello"}]', '[{"text":"hello","expect":{"sparkle":{"min":1}}}]')
    events.write_text(asked(events.read_text()))
    outcome = evalkit("score", only_run())
    assert (outcome.code, outcome.err, only_result()["status"]) == (4, "", "invalid")
    known = ", ".join(sorted(SCORERS.names()))
    message = f"scorer 'sparkle': unknown; known: {known}"
    assert only_result()["failure"]["message"] == message
    assert "turn" in {score["scorer"] for score in only_result()["scores"]}
