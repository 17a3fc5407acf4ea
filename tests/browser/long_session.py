"""A session of fifteen minutes and a hundred thousand messages, stored as a real one is; made up, with a seed."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from evalkit.recording.model import LANE_RATE_HZ, Close, Entry, Item, Lane, Mark
from evalkit.recording.store import write_recording
from evalkit.results import RunResult
from evalkit.scoring import score_recording
from tests.browser.stored import stored
from tests.recordings import a_recording

__all__ = ["DURATION_S", "LONG", "MESSAGES", "write_long_run"]

LONG = "long/fifteen_minutes"
DURATION_S = 900.0
MESSAGES = 100_000
"""At least so many lines are written."""

_TURN_S = 10.0
_SPEECH_S = 3.0
_ANSWER_S = (4.0, 9.6)
_WORDS = re.findall(
    r"\w+", "well then the house was built of bricks and nobody could blow it down however hard they tried"
)


def write_long_run(folder: Path) -> None:
    """Writes a run of one attempt, as `evalkit run` would have left it."""
    name = f"attempts/{LONG}/1"
    turns = [{"text": f"question {number}"} for number in range(int(DURATION_S / _TURN_S))]
    recording = a_recording(*_items(len(turns)), scenario={"turns": turns}, scenario_id=LONG, run_id="long")
    write_recording(folder / name, recording)
    result = replace(score_recording(recording), folder=name)
    stored(RunResult(run_id="long", endpoint="mock", planned=1, attempts=(result,)), folder)


def _items(turns: int) -> Iterator[Item]:
    yield _sent(0.0, {"setup": {"model": "models/mock"}})
    yield _received(0.0, {"setupComplete": {}})
    for turn in range(turns):
        start = turn * _TURN_S
        found = [*_asked(turn, start), *_answered(start)]
        yield from sorted(found, key=lambda item: item.t or 0.0)
    yield Close(DURATION_S, 1000, "", "local")


def _asked(turn: int, start: float) -> Iterator[Item]:
    """A turn's marks, and the microphone, which never rests."""
    yield Mark(start, "turn_started", turn)
    yield Mark(start + 0.1, "speech_started", turn)
    yield Mark(start + _SPEECH_S, "speech_ended", turn)
    yield Mark(start + _SPEECH_S + 0.6, "input_ended", turn)
    for number in range(round(_TURN_S / 0.02)):
        loud = 0.1 <= number * 0.02 < _SPEECH_S
        blob = {"mimeType": "audio/pcm;rate=16000", "data": _sound("user", 0.02, loud, number % 16)}
        yield _sent(start + 0.02 + number * 0.02, {"realtimeInput": {"audio": blob}})
    yield _received(start + _SPEECH_S + 0.5, _content(inputTranscription={"text": f"question {turn}"}))


def _answered(start: float) -> Iterator[Item]:
    """An answer in pieces, and beside it what a talkative server says of itself."""
    begin, end = (start + at for at in _ANSWER_S)
    for number, at in enumerate(np.arange(begin, end, 0.03).tolist()):
        blob = {"mimeType": "audio/pcm;rate=24000", "data": _sound("model", 0.03, number % 40 < 34, number % 16)}
        yield _received(at, _content(modelTurn={"role": "model", "parts": [{"inlineData": blob}]}))
        yield _received(at, _content(outputTranscription={"text": f" {_WORDS[number % len(_WORDS)]}"}))
        yield _received(at, {"usageMetadata": {"totalTokenCount": number}})
    for number in range(24):
        call = {"name": "look_up", "args": {"page": number}, "id": f"{start:.0f}-{number}"}
        answer = {"name": "look_up", "id": call["id"], "response": {"words": number}}
        yield _received(begin + number * 0.2, {"toolCall": {"functionCalls": [call]}})
        yield _sent(begin + number * 0.2 + 0.1, {"toolResponse": {"functionResponses": [answer]}})
    yield _received(end, _content(generationComplete=True))
    yield _received(end + 0.1, _content(turnComplete=True))
    yield Mark(end + 0.1, "turn_finished", int(start / _TURN_S), {"finish": "turn_complete"})


def _content(**fields: Any) -> dict[str, Any]:
    return {"serverContent": fields}


def _sent(t: float, message: dict[str, Any]) -> Entry:
    return Entry(round(t, 4), "sent", json.dumps(message))


def _received(t: float, message: dict[str, Any]) -> Entry:
    return Entry(round(t, 4), "received", json.dumps(message).encode())


@cache
def _sound(lane: Lane, seconds: float, loud: bool, number: int) -> str:
    random = np.random.default_rng(number)
    level = (1 + number) * 400 if loud else 0
    samples = random.integers(-level, level + 1, round(seconds * LANE_RATE_HZ[lane])).astype("<i2")
    return base64.b64encode(samples.tobytes()).decode()
