"""Bad scenarios, audio, recordings and server messages, each from the command line to the one line that says so."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile as sf

from evalkit.endpoints import mock as mock_endpoint
from evalkit.version import __version__
from tests.bad_inputs.command_line import GREETING, Outcome, evalkit, files_below, only_result, only_run, write_scenario
from tests.bad_inputs.raw_server import DONE, HELLO, READY, Frame, Hangup, RawServer, audio, content

_MOCK = "mock: {turns: [[{write: hi}]]}\n"
_RESTORE = "; take it again from where it was copied, or record the scenario again"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project that is the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("EVALKIT_TRACEBACK", raising=False)
    return tmp_path


def _refused(message: str, project: Path) -> Outcome:
    """Exit code 4 and one line; `HERE` stands for the project's folder."""
    return Outcome(4, "", f"error: {message.replace('HERE', str(project))}\n")


# Scenario files.

_SCENARIOS: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", ": the file is empty; a scenario needs at least 'turns'"),
    "unclosed": (
        "turns: [{text: hello}\n",
        ":2:1: not valid YAML: did not find expected ',' or ']'; close the list with ']'",
    ),
    "not_utf8": (b"turns:\n  - text: caf\xe9\n", ":2:14: the file is not valid UTF-8; save it as UTF-8"),
    "utf16": ("turns: [{text: hi}]".encode("utf-16"), ":1:1: the file is not valid UTF-8; save it as UTF-8"),
    "nul": (
        "turns:\n  - text: a\0b\n",
        ":2:12: the control character U+0000 is not allowed; remove it, or write it as an escape in double quotes",
    ),
    "too_large": ("#" + "x" * 2_000_000, ": the file is larger than 1048576 bytes; split it into several"),
    "list": ("- text: hi\n", ":1:1: expected a mapping, found a list"),
    "no_turns": ("description: x\n", ":1:1: missing key 'turns'"),
    "unknown_key": (
        "turns: [{text: hi, expects: {}}]\n",
        ":1:20: turns.0.expects: unknown key 'expects'; did you mean 'expect'?",
    ),
    "two_inputs": (
        "turns: [{text: hi, say: ho}]\n",
        ":1:9: turns.0: a turn has exactly one of text, audio, say, silence_s; found text and say",
    ),
    "unknown_scorer": (
        "turns: [{text: hi, expect: {transcripts: {contains: x}}}]\n",
        ":1:29: turns.0.expect.transcripts: unknown scorer 'transcripts'; did you mean 'transcript'?",
    ),
    "unknown_argument": (
        "turns: [{text: hi, expect: {transcript: {contain: x}}}]\n",
        ":1:42: turns.0.expect.transcript.contain: unknown argument 'contain'; did you mean 'contains'?",
    ),
    "limit": (
        "turns: [{text: hi, expect: {latency: {first_audio_ms: {max: soon}}}}]\n",
        ":1:56: turns.0.expect.latency.first_audio_ms.max: expected a finite number, found 'soon'",
    ),
    "regular_expression": (
        "turns: [{text: hi, expect: {transcript: {matches: /a(/}}}]\n",
        ':1:42: turns.0.expect.transcript.matches: bad regular expression "a(": missing ), unterminated subpattern at '
        "position 1; for plain text use `equals`",
    ),
    "model_in_setup": (
        "setup: {model: x}\nturns: [{text: hi}]\n",
        ":1:9: setup.model: a scenario names no model; give it on the command line with --model",
    ),
    "setup_of_a_wrong_type": (
        "setup: {system_instruction: 3}\nturns: [{text: hi}]\n",
        ":1:29: setup.system_instruction: expected a string or a mapping, found 3",
    ),
    "stub_without_declaration": (
        "turns: [{text: hi}]\ntools: {f: [{return: {}}]}\n",
        ":2:9: tools.f: setup declares no function 'f'; declare it in setup.tools",
    ),
    "mock_for_other_turns": (
        f"turns: [{{text: hi}}, {{text: ho}}]\n{_MOCK}",
        ":2:15: mock.turns: the mock has 1 turn, the scenario 2; write one list of steps for each turn; [] is a model "
        "that stays silent",
    ),
    "audio_outside": (
        "turns: [{audio: ../../x.wav}]\n",
        ":1:17: turns.0.audio: '../../x.wav' lies outside the scenario root HERE/scenarios; keep audio inside the root",
    ),
}


@pytest.mark.parametrize(("text", "message"), _SCENARIOS.values(), ids=_SCENARIOS)
def test_scenario_file(text: str | bytes, message: str, project: Path) -> None:
    write_scenario(text)
    expected = _refused(f"scenarios/greeting.yaml{message}", project)
    assert evalkit("check", "scenarios") == expected
    assert evalkit("run", "scenarios", "--endpoint", "mock") == expected
    assert not Path("reports").exists()


def test_every_mistake_of_every_file_has_its_line() -> None:
    write_scenario("turn: []\nturns: [{txt: a}]\n")
    Path("scenarios/other.yaml").write_text("")
    mistakes = (
        "greeting.yaml:1:1: turn: unknown key 'turn'; did you mean 'turns'?",
        "greeting.yaml:2:10: turns.0.txt: unknown key 'txt'; did you mean 'text'?",
        "other.yaml: the file is empty; a scenario needs at least 'turns'",
    )
    expected = "".join(f"error: scenarios/{mistake}\n" for mistake in mistakes)
    assert evalkit("check", "scenarios") == Outcome(4, "", expected)


def test_the_process_itself_says_one_line_and_leaves_with_4() -> None:
    write_scenario("- text: hi\n")
    command = [sys.executable, "-m", "evalkit", "check", "scenarios"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    message = "error: scenarios/greeting.yaml:1:1: expected a mapping, found a list\n"
    assert (done.returncode, done.stdout, done.stderr) == (4, "", message)


_UNPLAYABLE = {
    "no_mock": (
        "turns: [{text: hi}]\n",
        "mock: the scenario has no mock section; write one, or choose another --endpoint",
    ),
    "steps_nobody_starts": (
        f"turns: [{{silence_s: 1}}]\n{_MOCK}",
        "mock.turns.0: nobody speaks in this turn, so nothing starts its steps; give it [], a model that stays silent",
    ),
}


@pytest.mark.parametrize(("text", "message"), _UNPLAYABLE.values(), ids=_UNPLAYABLE)
def test_a_scenario_that_the_mock_cannot_play(text: str, message: str, project: Path) -> None:
    write_scenario(text)
    outcome = evalkit("run", "scenarios", "--endpoint", "mock")
    assert outcome == _refused(f"HERE/scenarios/greeting.yaml: {message}", project)
    assert not Path("reports").exists()


def test_a_setup_of_wrong_types_that_was_not_checked_is_our_fault_and_not_the_servers() -> None:
    write_scenario(f"setup_unchecked: {{generation_config: 3}}\nturns: [{{text: hi}}]\n{_MOCK}")
    assert (evalkit("run", "scenarios", "--endpoint", "mock").code, only_result()["status"]) == (4, "invalid")
    message = "setup.generationConfig: expected an object, found a number; correct it in the scenario"
    assert only_result()["failure"] == {"kind": "LocalProtocolError", "message": message}


def test_a_system_instruction_may_be_a_bare_text() -> None:
    write_scenario(f"setup: {{system_instruction: Be brief.}}\nturns: [{{text: hi}}]\n{_MOCK}")
    assert evalkit("run", "scenarios", "--endpoint", "mock").code == 0
    sent = (only_run() / "attempts/greeting/1/events.jsonl").read_text()
    assert '"systemInstruction":{"parts":[{"text":"Be brief."}]}' in sent


# Audio files.


def _tone(path: Path, **how: Any) -> bytes:
    samples = (np.sin(np.arange(16_000) * 0.1) * 8000).astype(np.int16)
    sf.write(path, samples, 16_000, **how)
    return path.read_bytes()


def _cut_in_half(path: Path) -> None:
    contents = _tone(path)
    path.write_bytes(contents[: len(contents) // 2])


def _impossible_rate(path: Path) -> None:
    contents = bytearray(_tone(path))
    contents[24:28] = struct.pack("<I", 7)
    path.write_bytes(contents)


def _damaged_flac(path: Path) -> None:
    contents = bytearray(_tone(path, format="FLAC"))
    contents[100:400] = b"\xff" * 300
    path.write_bytes(contents)


def _not_numbers(path: Path) -> None:
    sf.write(path, np.full(16_000, np.nan, np.float32), 16_000, subtype="FLOAT")


def _silent(path: Path) -> None:
    sf.write(path, np.zeros(16_000, np.int16), 16_000)


_LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 3\n"
_AUDIO: dict[str, tuple[str, Callable[[Path], Any], str]] = {
    "empty": ("hello.wav", Path.touch, "is empty; record it again"),
    "text": (
        "hello.wav",
        lambda path: path.write_bytes(b"this is no sound but a text file\n"),
        "is text, not audio; name an audio file",
    ),
    "git_lfs": (
        "hello.wav",
        lambda path: path.write_bytes(_LFS),
        "is a pointer of git-lfs, not the audio; run `git lfs pull`",
    ),
    "playlist": (
        "hello.mp3",
        lambda path: path.write_bytes(b"#EXTM3U\nhttp://example.com/a.mp3\n"),
        "is text, not audio; name an audio file",
    ),
    "cut_in_half": ("hello.wav", _cut_in_half, "is truncated: 16022 bytes of 32044; copy or record it again"),
    "noise": (
        "hello.wav",
        lambda path: path.write_bytes(np.random.default_rng(1).bytes(5000)),
        "is no audio file of a known kind, or is damaged; save it again as WAV or FLAC",
    ),
    "picture": (
        "hello.wav",
        lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200)),
        "is no audio file of a known kind, or is damaged; save it again as WAV or FLAC",
    ),
    "not_numbers": (
        "hello.wav",
        _not_numbers,
        "holds samples that are not numbers (NaN or infinity); save it again as WAV or FLAC",
    ),
    "impossible_rate": (
        "hello.wav",
        _impossible_rate,
        "declares a sample rate of 7 Hz; save it again as WAV or FLAC",
    ),
    "odd_pcm": (
        "hello.pcm",
        lambda path: path.write_bytes(bytes(1001)),
        "has 1001 bytes, an odd number, so it is not 16-bit PCM; save it again as WAV or FLAC",
    ),
    "damaged_flac": (
        "hello.flac",
        _damaged_flac,
        "cannot be decoded: flac decoder lost sync; save it again as WAV or FLAC",
    ),
    "no_speech": (
        "hello.wav",
        _silent,
        "holds no speech, though the turn has a transcript; record it again, louder",
    ),
}


@pytest.mark.parametrize(("name", "make", "message"), _AUDIO.values(), ids=_AUDIO)
def test_audio_file(
    name: str, make: Callable[[Path], Any], message: str, project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    write_scenario(f"turns: [{{audio: {name}, transcript: hello}}]\n{_MOCK}")
    make(Path("scenarios") / name)
    expected = _refused(f"HERE/scenarios/{name}: {message}", project)
    assert evalkit("check", "scenarios") == expected
    assert evalkit("run", "scenarios", "--endpoint", "mock") == expected
    assert not Path("reports").exists()
    # Decoders written in C have their own way to the terminal.
    assert capfd.readouterr() == ("", "")


_AUDIO_PATHS: dict[str, tuple[Callable[[Path], Any], str]] = {
    "missing": (
        lambda path: None,
        "there is no audio file 'hello.wav'; audio paths are relative to the scenario file",
    ),
    "folder": (Path.mkdir, "'hello.wav' is a folder, not an audio file; name a file"),
    "pipe": (os.mkfifo, "'hello.wav' is a named pipe, not an audio file; name a file"),
    "link_outside": (
        lambda path: path.symlink_to("/dev/null"),
        "'hello.wav' lies outside the scenario root HERE/scenarios; keep audio inside the root",
    ),
    "link_to_nothing": (
        lambda path: path.symlink_to("gone.wav"),
        "there is no audio file 'hello.wav'; it is a link to nothing: put the file there",
    ),
}


@pytest.mark.parametrize(("make", "message"), _AUDIO_PATHS.values(), ids=_AUDIO_PATHS)
def test_path_of_an_audio_file(make: Callable[[Path], Any], message: str, project: Path) -> None:
    write_scenario(f"turns: [{{audio: hello.wav, transcript: hello}}]\n{_MOCK}")
    make(Path("scenarios/hello.wav"))
    expected = _refused(f"scenarios/greeting.yaml:1:17: turns.0.audio: {message}", project)
    assert evalkit("run", "scenarios", "--endpoint", "mock") == expected


# Reference recordings.

_EVENTS = Path("scenarios/recordings/greeting/events.jsonl")


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose scenario was recorded: its reference and the run it was made in."""
    folder = tmp_path_factory.mktemp("recorded")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        write_scenario()
        assert evalkit("record", "scenarios").code == 0
    return folder


@pytest.fixture
def recording(project: Path, recorded: Path) -> str:
    """The text of the reference in a project where it was recorded."""
    shutil.copytree(recorded, project, dirs_exist_ok=True)
    return _EVENTS.read_text()


def _instead(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new)

    return change


def _line(number: int, new: str) -> Callable[[str], str]:
    """Puts a line before the line of this number."""

    def change(text: str) -> str:
        lines = text.splitlines(keepends=True)
        return "".join([*lines[: number - 1], new + "\n", *lines[number - 1 :]])

    return change


_PAST_END = (
    '{"t":0,"received":{"serverContent":{"modelTurn":{"parts":[{"inlineData":'
    '{"mimeType":"audio/pcm;rate=24000","data":"@model[0:960]"}}]}}}}'
)
_REFERENCES: dict[str, tuple[Callable[[str], str], str]] = {
    "empty": (lambda _: "", ": is empty; nothing was recorded; record the scenario again"),
    "header_cut_off": (
        lambda text: text[:40],
        ":1: the header is cut off; nothing was recorded; record the scenario again",
    ),
    "no_header": (
        lambda text: text.partition("\n")[2],
        ":1: not the header of a recording: no `format`; was the first line lost?",
    ),
    "header_not_json": (_line(1, "{"), f":1: the header is not JSON: unexpected end of data (column 2){_RESTORE}"),
    "another_format": (
        _instead('"format":1,"evalkit":', '"format":99,"evalkit":'),
        f":1: format 99 is unknown; this version reads format 1; it was written by evalkit {__version__}",
    ),
    "wrong_type": (
        _instead('"attempt":1', '"attempt":"one"'),
        f':1: header: `attempt` must be a whole number, not "one"{_RESTORE}',
    ),
    "scenario_of_a_wrong_type": (
        _instead('"scenario":{"turns":[{"text":"hello"}]}', '"scenario":[]'),
        f":1: header: `scenario` must be an object, not []{_RESTORE}",
    ),
    "line_not_json": (
        _line(4, "{oops}"),
        f":4: not JSON: unexpected character, expected a string key (column 2){_RESTORE}",
    ),
    "line_of_no_kind": (
        _line(4, '{"t":0.1}'),
        f":4: a line holds one of sent, received, mark, close; this one holds none of them{_RESTORE}",
    ),
    "base64": (
        _line(4, '{"t":0,"received":null,"base64":"???"}'),
        f":4: `base64` does not decode: Non-base64 digit found{_RESTORE}",
    ),
    "lost_audio": (
        _line(4, _PAST_END),
        ":4: bytes 0:960 lie past the end of the model lane, which is missing; put model.flac back",
    ),
    "torn": (
        lambda text: text[:-20],
        ": the reference recording is cut off: dropped 37 bytes: line 11 is cut off; record the scenario again",
    ),
    "never_closed": (
        lambda text: "".join(text.splitlines(keepends=True)[:-1]),
        ": the reference recording is cut off: it ends without a close; record the scenario again",
    ),
    "sent_message": (
        _instead('"turnComplete":true}}}\n', '"turnComplete":"yes"}}}\n'),
        ": a sent message does not decode: clientContent.turnComplete: expected a boolean, found a string; record the "
        "scenario again",
    ),
}


@pytest.mark.parametrize(("change", "message"), _REFERENCES.values(), ids=_REFERENCES)
def test_reference_recording(change: Callable[[str], str], message: str, recording: str, project: Path) -> None:
    _EVENTS.write_text(change(recording))
    before = files_below(project)
    assert evalkit("run", "scenarios") == _refused(f"HERE/{_EVENTS}{message}", project)
    assert files_below(project) == before


_LANES: dict[str, tuple[Callable[[Path], Any], str]] = {
    "no_flac": (
        lambda path: path.write_bytes(b"fLaC nonsense"),
        "cannot be read as FLAC: unknown error in flac decoder",
    ),
    "other_rate": (
        lambda path: sf.write(path, np.zeros(100, np.int16), 16_000),
        "must be 16-bit mono FLAC at 24000 Hz, not FLAC PCM_16 at 16000 Hz with 1 channel",
    ),
}


@pytest.mark.parametrize(("make", "message"), _LANES.values(), ids=_LANES)
def test_audio_of_a_reference(make: Callable[[Path], Any], message: str, recording: str, project: Path) -> None:
    make(_EVENTS.with_name("model.flac"))
    expected = _refused(f"HERE/{_EVENTS.parent}/model.flac: {message}{_RESTORE}", project)
    assert evalkit("run", "scenarios") == expected


def test_a_missing_reference(project: Path) -> None:
    write_scenario()
    message = "no reference recording of greeting; make one: evalkit record PATH --endpoint mock"
    assert evalkit("run", "scenarios") == _refused(f"HERE/scenarios/recordings: {message}", project)


_AGAIN = "; record the scenario again if the change is meant"
_MISMATCHES: dict[str, tuple[str, Callable[[str], str], str]] = {
    "another_text": (
        GREETING,
        _instead("hello", "goodbye"),
        f"replay, turn 1: expected text 'goodbye', found text 'hello'{_AGAIN}",
    ),
    "another_turn": (
        "turns: [{text: hello}, {text: again}]\n",
        str,
        f"replay, turn 1: expected nothing more, found text 'again'{_AGAIN}",
    ),
    "another_setup": (
        f"setup: {{output_audio_transcription: {{}}}}\n{GREETING}",
        str,
        "replay, setup: expected a setup without outputAudioTranscription, found a setup with outputAudioTranscription "
        f"{{}}{_AGAIN}",
    ),
    "an_answer_that_never_comes": (
        GREETING,
        _instead(
            '"t":0.0,"received":{"serverContent":{"modelTurn"', '"t":1e308,"received":{"serverContent":{"modelTurn"'
        ),
        "replay, turn 1: expected a client that waits for 3 more of the recorded server messages, found the end of the "
        f"session{_AGAIN}",
    ),
}


@pytest.mark.parametrize(("scenario", "change", "message"), _MISMATCHES.values(), ids=_MISMATCHES)
def test_a_reference_that_does_not_fit(
    scenario: str, change: Callable[[str], str], message: str, recording: str
) -> None:
    shutil.rmtree("reports")
    _EVENTS.write_text(change(recording))
    write_scenario(scenario)
    outcome = evalkit("run", "scenarios")
    assert (outcome.code, outcome.err, only_result()["status"]) == (4, "", "invalid")
    assert only_result()["failure"] == {"kind": "ReplayMismatch", "message": message}


@pytest.mark.parametrize("scenario", ['{"turns":7}', '{"turns":[3]}', '{"turns":[{"txt":"x"}]}'])
def test_the_scenario_in_a_reference_is_no_part_of_the_replay(scenario: str, recording: str) -> None:
    _EVENTS.write_text(_instead('"scenario":{"turns":[{"text":"hello"}]}', f'"scenario":{scenario}')(recording))
    outcome = evalkit("run", "scenarios")
    assert (outcome.code, outcome.err) == (0, "")


# Stored runs.

_NO_RUN = "give the folder of one run, such as reports/<run-id>"
_RUN_AGAIN = "; take it again from where it was copied, or run the scenarios again"
_RUNS: dict[str, tuple[str, Callable[[str], str], str]] = {
    "run_empty": ("run.json", lambda _: "", f": is empty{_RUN_AGAIN}"),
    "run_not_json": (
        "run.json",
        _instead('"planned": 1', '"planned": '),
        f":8: not JSON: unexpected character, expected a JSON value (column 14){_RUN_AGAIN}",
    ),
    "run_too_deep": (
        "run.json",
        lambda _: "[" * 100_000,
        f":1: not JSON: depth limit exceeded (column 1026){_RUN_AGAIN}",
    ),
    "run_of_a_wrong_type": (
        "run.json",
        _instead('"planned": 1', '"planned": "many"'),
        f': planned: expected a whole number, found "many"{_RUN_AGAIN}',
    ),
    "run_of_another_format": (
        "run.json",
        _instead('"format": 1', '"format": 7'),
        ": format 7; this version knows format 1; read it with the version of evalkit that wrote it",
    ),
    "results_of_another_format": (
        "results.jsonl",
        _instead('{"format":1', '{"format":2'),
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
    assert evalkit(command, run) == _refused(f"{run}/{name}{message}", project)
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
    assert evalkit(command, path) == _refused(f"{path}: {problem}; {_NO_RUN}", project)


_DAMAGED_RESULTS: dict[str, tuple[Callable[[str], str], str]] = {
    "not_json": (lambda _: "{oops\n", "not JSON: unexpected character, expected a string key (column 2)"),
    "unknown_status": (
        _instead('"passed","scores"', '"great","scores"'),
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
    assert evalkit("report", run) == _refused(f"{results}:1: {problem}; {hint}", project)
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
    expected = _refused(f"{results}: cannot be written: Is a directory; move it away", project)
    assert evalkit("score", only_run()) == expected
    assert files_below(only_run() / "attempts") == before


_ATTEMPTS: dict[str, tuple[Callable[[str], str], str]] = {
    "unknown_mark": (
        _instead('"mark":"input_ended"', '"mark":"x"'),
        "/attempts/greeting/1/events.jsonl:6: unknown mark; known: turn_started, speech_started, speech_ended, "
        f"input_ended, anchor_missed, turn_finished, stalled, session_failed{_RESTORE}",
    ),
    "another_format": (
        _instead('{"format":1', '{"format":3'),
        "/attempts/greeting/1/events.jsonl:1: format 3 is unknown; this version reads format 1; it was written by "
        f"evalkit {__version__}",
    ),
    "cut_off": (lambda text: text[:-20], ": the run holds no finished attempt; nothing can be scored"),
}


@pytest.mark.parametrize(("change", "message"), _ATTEMPTS.values(), ids=_ATTEMPTS)
def test_recording_of_a_stored_run(change: Callable[[str], str], message: str, recording: str, project: Path) -> None:
    run = only_run()
    events = run / "attempts/greeting/1/events.jsonl"
    events.write_text(change(events.read_text()))
    before = files_below(project)
    assert evalkit("score", run) == _refused(f"{run}{message}", project)
    assert files_below(project) == before
    # Its report needs no recording.
    assert evalkit("report", run).code == 0


def test_a_scorer_that_is_gone_is_named_and_the_other_scores_stand(recording: str) -> None:
    events = only_run() / "attempts/greeting/1/events.jsonl"
    asked = _instead('[{"text":"hello"}]', '[{"text":"hello","expect":{"charm":{"min":1}}}]')
    events.write_text(asked(events.read_text()))
    outcome = evalkit("score", only_run())
    assert (outcome.code, outcome.err, only_result()["status"]) == (4, "", "invalid")
    message = "scorer 'charm': unknown; known: latency, silence, tools, transcript, turn, wer"
    assert only_result()["failure"]["message"] == message
    assert "turn" in {score["scorer"] for score in only_result()["scores"]}


# Other recorders' files.


def _record(sign: str, message: str) -> bytes:
    payload = message.encode() + b"\n"
    return f"{sign}{len(payload)} ".encode() + payload


_SETUP = _record(">", '{"setup":{"model":"models/live"}}')
_TYPED = _record(">", '{"clientContent":{"turns":[{"role":"user","parts":[{"text":"hi"}]}],"turnComplete":true}}')
_IS_IT_A_LOG = "is it a .websocket.log of google/test-server?"
_IS_IT_A_SESSION = "its client sent no setup with a model; is it a session of the Live API?"
_LOGS: dict[str, tuple[bytes, str]] = {
    "empty": (b"", f"is empty; {_IS_IT_A_LOG}"),
    "text": (b"hello\n", f"byte 0: a record begins with > or <, not 'h'; {_IS_IT_A_LOG}"),
    "binary": (b"\xff\xfe", f"byte 0: a record begins with > or <, not '\\xff'; {_IS_IT_A_LOG}"),
    "no_length": (b">abc {}\n", f"byte 0: the length must be a decimal number and a space, not 'abc'; {_IS_IT_A_LOG}"),
    "cut_off": (
        _SETUP + b'<500 {"setupComplete":{}}\n',
        f"byte {len(_SETUP)}: the record says 500 bytes, the file has 21 more; is the file cut off?",
    ),
    "no_line_feed": (b">2 {}<2 {}", f"byte 0: the record does not end in a line feed; {_IS_IT_A_LOG}"),
    "no_setup": (_record("<", '{"setupComplete":{}}') + _TYPED, _IS_IT_A_SESSION),
    "setup_of_a_wrong_type": (_record(">", '{"setup":[1]}') + _TYPED, _IS_IT_A_SESSION),
    "client_not_json": (_record(">", "hello"), _IS_IT_A_SESSION),
}


@pytest.mark.parametrize(("contents", "message"), _LOGS.values(), ids=_LOGS)
def test_websocket_log(contents: bytes, message: str, project: Path) -> None:
    Path("session.websocket.log").write_bytes(contents)
    assert evalkit("import", "session.websocket.log") == _refused(f"session.websocket.log: {message}", project)
    assert not Path("reports").exists()


_ODD_LOGS = {
    "a_setup_newer_than_we_are": _record(">", '{"setup":{"model":"models/live","glow":1}}') + _TYPED,
    "a_blank_text": _SETUP + _TYPED.replace(b'"hi"', b'"  "'),
    "garbage_of_the_server": _SETUP
    + _TYPED
    + _record("<", "hello")
    + _record("<", '{"serverContent":{"modelTurn":3}}'),
}


@pytest.mark.parametrize("contents", _ODD_LOGS.values(), ids=_ODD_LOGS)
def test_an_odd_websocket_log_is_imported_all_the_same(contents: bytes) -> None:
    Path("session.websocket.log").write_bytes(contents)
    outcome = evalkit("import", "session.websocket.log")
    assert (outcome.code, outcome.err, only_result()["scenario_id"]) == (0, "", "session")
    assert only_result()["notes"] == ["the recording ends before turn 1 does"]
    # Nothing is known, so nothing is claimed.
    assert {score["value"] for score in only_result()["scores"]} == {None}


def test_a_file_of_no_known_kind(project: Path) -> None:
    Path("notes.txt").touch()
    message = "notes.txt: of no kind that can be imported; known: *.websocket.log"
    assert evalkit("import", "notes.txt") == _refused(message, project)


# Server messages.


def _play(monkeypatch: pytest.MonkeyPatch, opening: Sequence[Frame], answer: Sequence[Frame]) -> Outcome:
    monkeypatch.setattr(mock_endpoint, "ScriptedResponder", lambda *_: RawServer(opening, answer))
    write_scenario()
    outcome = evalkit("run", "scenarios", "--endpoint", "mock")
    _scores_again_the_same(outcome.code)
    return outcome


def _scores_again_the_same(code: int) -> None:
    """What was recorded is whole: scoring it again gives the very same result."""
    before = only_result()
    assert (evalkit("score", only_run()).code, only_result()) == (code, before)


_NO_JSON = "expected a JSON object, found no valid JSON"
_BROKEN: dict[str, tuple[str | bytes, str]] = {
    "text": ("hello", f"{_NO_JSON}: unexpected character, expected a JSON value (character 1)"),
    "page_of_a_proxy": (
        "<html>502 Bad Gateway</html>",
        f"{_NO_JSON}: unexpected character, expected a JSON value (character 1)",
    ),
    "not_utf8": (b"\xff\xfe\0", "expected a JSON object, found text that is not valid UTF-8"),
    "no_text": ("", "expected a JSON object, found an empty frame"),
    "no_bytes": (b"", "expected a JSON object, found an empty frame"),
    "null": ("null", "expected a JSON object, found null"),
    "array": ("[]", "expected a JSON object, found an array"),
    "not_a_number": (
        '{"usageMetadata":{"totalTokenCount":NaN}}',
        f"{_NO_JSON}: unexpected character, expected a JSON value (character 37)",
    ),
    "escaped_surrogate": (
        content(outputTranscription={"text": "\ud800"}),
        f"{_NO_JSON}: no low surrogate in string (character 53)",
    ),
    "lone_surrogate": (
        '{"serverContent":{"outputTranscription":{"text":"\ud800"}}}',
        "expected a JSON object, found text that is not valid UTF-8",
    ),
    "deep": ('{"a":' * 100 + "1" + "}" * 100, "expected at most 64 levels of nesting, found more"),
    "bottomless": ("[" * 100_000, f"{_NO_JSON}: depth limit exceeded (character 1026)"),
    "content_is_a_list": ('{"serverContent":[]}', "serverContent: expected an object, found an array"),
    "parts_are_a_number": (
        content(modelTurn={"parts": 3}),
        "serverContent.modelTurn.parts: expected an array, found a number",
    ),
    "end_is_a_text": (
        content(turnComplete="yes"),
        "serverContent.turnComplete: expected a boolean, found a string",
    ),
    "not_base64": (
        audio("not base64!"),
        "serverContent.modelTurn.parts.0.inlineData.data: expected base64 text, found 11 characters that are not",
    ),
    "audio_is_a_number": (
        audio(7),
        "serverContent.modelTurn.parts.0.inlineData.data: expected base64 text, found a number",
    ),
    "both_spellings": (
        '{"serverContent":{},"server_content":{}}',
        "serverContent: expected the field once, found it as 'serverContent' and 'server_content'",
    ),
    "ready_again": (READY, "setupComplete: expected it only once, found a second one"),
    "arguments_are_a_list": (
        '{"toolCall":{"functionCalls":[{"name":"f","args":[1]}]}}',
        "toolCall.functionCalls.0.args: expected an object, found an array",
    ),
    "count_of_too_many_digits": (
        '{"usageMetadata":{"totalTokenCount":999999999999999999999999999999}}',
        "usageMetadata.totalTokenCount: expected a whole number of 64 bits, found a number",
    ),
}


@pytest.mark.parametrize(("frame", "problem"), _BROKEN.values(), ids=_BROKEN)
def test_a_message_that_breaks_the_protocol(frame: str | bytes, problem: str, monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = _play(monkeypatch, [READY], [HELLO, frame])
    assert (outcome.code, outcome.err, only_result()["status"]) == (7, "", "infra")
    message = f"turn 1: the server broke the protocol: {problem}; see its last message in events.jsonl"
    assert only_result()["failure"] == {"kind": "RemoteProtocolError", "message": message}
    # What came before it is kept and shown.
    assert only_result()["turns"][0]["said"] == "Hello back."


_CONFIGURATION = "the server refused the setup: compare it with what the model accepts"
_OPENINGS: dict[str, tuple[Sequence[Frame], int, str]] = {
    "content_first": (
        [HELLO, READY],
        7,
        "the server broke the protocol: expected setupComplete before anything else, found serverContent; see its last "
        "message in events.jsonl",
    ),
    "not_json": (
        ["hello"],
        7,
        "the server broke the protocol: expected a JSON object, found no valid JSON: unexpected character, expected a "
        "JSON value (character 1); see its last message in events.jsonl",
    ),
    "silence": (
        [],
        7,
        "setup: no setupComplete within 10 s; some models answer an unsupported setup with silence: compare it with "
        "the model's page",
    ),
    "bad_argument": (
        ['{"code":3,"message":"bad model","status":"INVALID_ARGUMENT"}'],
        4,
        f"setup: the server reports error 3 INVALID_ARGUMENT: 'bad model' instead of setupComplete; {_CONFIGURATION}",
    ),
    "closed_1007": (
        [Hangup(1007, "Request contains an invalid argument.")],
        4,
        "setup: connection closed by the server: 1007 'Request contains an invalid argument.' instead of setupComplete"
        f"; {_CONFIGURATION}",
    ),
    "closed_1008": (
        [Hangup(1008, "models/x is not found")],
        4,
        "setup: connection closed by the server: 1008 'models/x is not found' instead of setupComplete; "
        + _CONFIGURATION,
    ),
    "closed_1000": (
        [Hangup(1000)],
        7,
        "setup: connection closed by the server: 1000 instead of setupComplete; try again later",
    ),
    "closed_1011": (
        [Hangup(1011, "Internal error")],
        7,
        "setup: connection closed by the server: 1011 'Internal error' instead of setupComplete; try again later",
    ),
}


@pytest.mark.parametrize(("opening", "code", "message"), _OPENINGS.values(), ids=_OPENINGS)
def test_a_session_that_is_not_set_up(
    opening: Sequence[Frame], code: int, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = _play(monkeypatch, opening, [])
    assert (outcome.code, outcome.err) == (code, "")
    assert only_result()["failure"]["message"] == message
    assert only_result()["notes"] == ["0 of 1 turns were begun"]


def test_an_error_in_band_is_no_failure_of_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = _play(monkeypatch, [READY], ['{"code":13,"message":"internal","status":"INTERNAL"}'])
    message = "turn 1: the server reports error 13 INTERNAL: 'internal'; try again later"
    assert (outcome.code, only_result()["failure"]["message"]) == (7, message)
    assert message in outcome.out


_REFUSED = "the server refused what was sent before: see its reason and events.jsonl"
_CLOSES = {
    **dict.fromkeys((1000, 1001, 1002, 1003, 1005, 1009, 1011, 1012, 1013, 3000, 4000), "try again later"),
    **dict.fromkeys((1007, 1008), _REFUSED),
}


@pytest.mark.parametrize(("code", "hint"), _CLOSES.items())
def test_a_close_in_the_middle_of_an_answer(code: int, hint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = _play(monkeypatch, [READY], [HELLO, Hangup(code, "\x1b[31mbecause\nof")])
    assert (outcome.code, outcome.err, only_result()["status"]) == (7, "", "infra")
    message = f"turn 1: connection closed by the server: {code} '\\x1b[31mbecause\\nof'; {hint}"
    assert only_result()["failure"]["message"] == message
    assert "\x1b" not in outcome.out
    assert only_result()["turns"][0]["said"] == "Hello back."


def test_a_connection_lost_without_a_close_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _play(monkeypatch, [READY], [HELLO, Hangup(1006)]).code == 7
    message = "turn 1: connection lost without a close frame: 1006; try again later"
    assert only_result()["failure"]["message"] == message


_TRICKS = "<ctrl46>Hello\0 \x1b[31mred\x1b[0m\r\n\u202e <script>alert(1)</script>]]>"
_TOLERATED: dict[str, tuple[Sequence[Frame], str]] = {
    "unknown_fields": (
        ['{"serverContent":{"shine":1,"modelTurn":{"parts":[{"text":"Hello back.","glow":[{}]}]}},"sparkle":{}}', DONE],
        "Hello back.",
    ),
    "empty_messages": (["{}", b"{}", '{"serverContent":{}}', HELLO, "{}", DONE], "Hello back."),
    "nulls": (['{"serverContent":null}', content(modelTurn=None), HELLO, DONE], "Hello back."),
    "white_space": ([f" \n{HELLO}\n\n", DONE], "Hello back."),
    "binary_frames": ([HELLO.encode(), DONE.encode()], "Hello back."),
    "turn_complete_twice": ([HELLO, DONE, DONE], "Hello back."),
    "closed_after_the_answer": ([HELLO, DONE, Hangup(1011, "late")], "Hello back."),
    "interrupted_by_nobody": ([HELLO, content(interrupted=True), DONE], "Hello back."),
    "unknown_reason": ([HELLO, content(turnComplete=True, turnCompleteReason="BORED")], "Hello back."),
    "no_tool_in_a_call": (['{"toolCall":{}}', '{"toolCall":{"functionCalls":[]}}', HELLO, DONE], "Hello back."),
    "cancellation_of_nothing": (['{"toolCallCancellation":{"ids":["zz"]}}', HELLO, DONE], "Hello back."),
    "go_away_soon": (['{"goAway":{"timeLeft":"soon"}}', HELLO, DONE], "Hello back."),
    "message_of_a_client": (['{"realtimeInput":{"text":"hi"}}', HELLO, DONE], "Hello back."),
    "key_given_twice": (['{"serverContent":{"turnComplete":true},"serverContent":{}}', HELLO, DONE], "Hello back."),
    "thousands_of_empty_messages": (["{}"] * 3000 + [HELLO, DONE], "Hello back."),
    "rate_missing": ([HELLO, audio(bytes(4800), "audio/pcm"), DONE], "Hello back."),
    "rate_of_another_kind": ([HELLO, audio(bytes(4800), "audio/pcm;rate=16000"), DONE], "Hello back."),
    "rate_of_zero": ([HELLO, audio(bytes(4800), "audio/pcm;rate=0"), DONE], "Hello back."),
    "rate_beyond_counting": ([HELLO, audio(bytes(4800), "audio/pcm;rate=" + "9" * 400), DONE], "Hello back."),
    "audio_that_is_not_pcm": ([HELLO, audio(bytes(4800), "audio/mpeg"), DONE], "Hello back."),
    "picture": ([HELLO, audio(bytes(99), "image/png"), DONE], "Hello back."),
    "half_a_sample": ([HELLO, audio(bytes(4801)), audio(bytes(4800)), DONE], "Hello back."),
    "no_samples": ([HELLO, audio(b""), DONE], "Hello back."),
    "base64_for_urls_without_padding": ([HELLO, audio("__79-___"), DONE], "Hello back."),
    "markers_of_our_own_format": ([content(modelTurn={"parts": [{"text": "@model[0:99]"}]}), DONE], "@model[0:99]"),
    "transcript_with_control_characters": ([content(outputTranscription={"text": _TRICKS}), DONE], _TRICKS),
    "endless_transcript": ([content(outputTranscription={"text": "ab " * 100_000}), DONE], "ab " * 100_000),
}


@pytest.mark.parametrize(("answer", "said"), _TOLERATED.values(), ids=_TOLERATED)
def test_an_oddity_that_is_borne(answer: Sequence[Frame], said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = _play(monkeypatch, [READY], answer)
    assert (outcome.code, outcome.err, only_result()["status"]) == (0, "", "passed")
    turn = only_result()["turns"][0]
    assert (turn["said"], turn["finish"]) == (said, "turn_complete")
    assert not set(outcome.out) & set("\0\x1b\u202e")


_CALLS = {
    "nameless": ('{"args":{}}', "the tool '' is not available"),
    "undeclared": ('{"name":"f","args":{},"id":"1"}', "the tool 'f' is not available"),
}


@pytest.mark.parametrize(("call", "error"), _CALLS.values(), ids=_CALLS)
def test_a_call_that_nobody_can_answer_is_told_so(call: str, error: str, monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = _play(monkeypatch, [READY], [f'{{"toolCall":{{"functionCalls":[{call}]}}}}', HELLO])
    assert (outcome.code, outcome.err, only_result()["status"]) == (1, "", "failed")
    assert only_result()["turns"][0]["tool_calls"][0]["response"] == {"error": error}
    assert "turn 1: turn.completed 0, expected completed; the answer stopped and never ended (gap)" in outcome.out
