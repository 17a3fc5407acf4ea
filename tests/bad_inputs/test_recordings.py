"""Bad reference recordings, from the command line to the one line that says so."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile as sf

from evalkit.version import __version__
from tests.bad_inputs.changes import EVENTS, RESTORE, instead
from tests.bad_inputs.command_line import GREETING, evalkit, files_below, only_result, refused, write_scenario


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
    "header_not_json": (_line(1, "{"), f":1: the header is not JSON: unexpected end of data (column 2){RESTORE}"),
    "another_format": (
        instead('"format":2,"evalkit":', '"format":99,"evalkit":'),
        f":1: format 99 is unknown; this version reads formats 1 and 2; it was written by evalkit {__version__}",
    ),
    "wrong_type": (
        instead('"attempt":1', '"attempt":"one"'),
        f':1: header: `attempt` must be a whole number, not "one"{RESTORE}',
    ),
    "scenario_of_a_wrong_type": (
        instead('"scenario":{"turns":[{"text":"hello"}]}', '"scenario":[]'),
        f":1: header: `scenario` must be an object, not []{RESTORE}",
    ),
    "line_not_json": (
        _line(4, "{oops}"),
        f":4: not JSON: unexpected character, expected a string key (column 2){RESTORE}",
    ),
    "line_of_no_kind": (
        _line(4, '{"t":0.1}'),
        f":4: a line holds one of sent, received, mark, close; this one holds none of them{RESTORE}",
    ),
    "base64": (
        _line(4, '{"t":0,"received":null,"base64":"???"}'),
        f":4: `base64` does not decode: Non-base64 digit found{RESTORE}",
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
        instead('"turnComplete":true}}}\n', '"turnComplete":"yes"}}}\n'),
        ": a sent message does not decode: clientContent.turnComplete: expected a boolean, found a string; record the "
        "scenario again",
    ),
}


@pytest.mark.parametrize(("change", "message"), _REFERENCES.values(), ids=_REFERENCES)
def test_reference_recording(change: Callable[[str], str], message: str, recording: str, project: Path) -> None:
    EVENTS.write_text(change(recording))
    before = files_below(project)
    assert evalkit("run", "scenarios") == refused(f"HERE/{EVENTS}{message}", project)
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
    make(EVENTS.with_name("model.flac"))
    expected = refused(f"HERE/{EVENTS.parent}/model.flac: {message}{RESTORE}", project)
    assert evalkit("run", "scenarios") == expected


def test_a_missing_reference(project: Path) -> None:
    write_scenario()
    message = "no reference recording of greeting; make one: evalkit record PATH --endpoint mock"
    assert evalkit("run", "scenarios") == refused(f"HERE/scenarios/recordings: {message}", project)


_AGAIN = "; record the scenario again if the change is meant"
_MISMATCHES: dict[str, tuple[str, Callable[[str], str], str]] = {
    "another_text": (
        GREETING,
        instead("hello", "goodbye"),
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
        instead(
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
    EVENTS.write_text(change(recording))
    write_scenario(scenario)
    outcome = evalkit("run", "scenarios")
    assert (outcome.code, outcome.err, only_result()["status"]) == (4, "", "invalid")
    assert only_result()["failure"] == {"kind": "ReplayMismatch", "message": message}


@pytest.mark.parametrize("scenario", ['{"turns":7}', '{"turns":[3]}', '{"turns":[{"txt":"x"}]}'])
def test_the_scenario_in_a_reference_is_no_part_of_the_replay(scenario: str, recording: str) -> None:
    EVENTS.write_text(instead('"scenario":{"turns":[{"text":"hello"}]}', f'"scenario":{scenario}')(recording))
    outcome = evalkit("run", "scenarios")
    assert (outcome.code, outcome.err) == (0, "")
