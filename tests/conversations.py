"""Plays scenarios against scripts in virtual time, with sounds in place of speech: no engine, no files, no waiting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

import numpy as np

from evalkit.media.pcm import Samples
from evalkit.media.user_audio import UserAudio, spoken_audio
from evalkit.mock.model.scripted import ScriptedResponder
from evalkit.mock.server import Responder, serve_in_process
from evalkit.recording.model import Entry, Item, Mark, Recording
from evalkit.scenario.loader import scenario_from_document
from evalkit.scenario.model import Scenario, SilenceInput
from evalkit.scenario.script import Say, Script, ScriptTurn, Step
from evalkit.session.session import Session
from evalkit.transport.base import Transport
from tests.recordings import a_recording
from tests.virtual import in_virtual_time

__all__ = ["SETUP", "a_scenario", "converse", "marks", "messages", "played", "sound", "tone_voice"]

SETUP = {
    "generation_config": {"response_modalities": ["AUDIO"]},
    "input_audio_transcription": {},
    "output_audio_transcription": {},
}


def sound(seconds: float = 1.0, rate_hz: int = 16_000, level: int = 3000) -> Samples:
    """A sound with hard edges and a pause of 100 ms in it, which voice detection takes for speech."""
    samples = np.where(np.arange(round(seconds * rate_hz)) % 40 < 20, level, -level).astype(np.int16)
    middle = len(samples) // 2
    samples[middle : middle + rate_hz // 10] = 0
    return samples


def tone_voice(step: Say) -> Samples:
    """The mock's voice: 60 ms of sound for each character of the text, at 24 kHz."""
    return sound(0.06 * len(step.text), 24_000)


def a_scenario(*turns: dict[str, Any], **document: Any) -> Scenario:
    """A scenario from the plain data of its file."""
    return scenario_from_document({"setup": SETUP, "turns": list(turns), **document}, "hand/made")


def converse(
    scenario: Scenario,
    *answers: Sequence[Step],
    audio: Samples | None = None,
    responder: Responder | None = None,
    **settings: Any,
) -> Recording:
    """Plays a scenario against a script, one list of steps a turn, and returns what was recorded.

    Every spoken turn is the same `audio`, a second of sound by default; `settings` are the session's.
    """
    spoken: dict[int, UserAudio] = {}
    for turn in scenario.turns:
        if turn.spoken and not isinstance(turn.user, SilenceInput):
            spoken[turn.index] = spoken_audio(sound() if audio is None else audio)
    server = responder or ScriptedResponder(_script(answers), tone_voice, "test")
    return played(scenario, spoken, server, **settings)


def played(scenario: Scenario, spoken: Mapping[int, UserAudio], *servers: Responder, **settings: Any) -> Recording:
    """Plays a scenario against a responder for each connection; only with several of them can it be resumed."""
    items: list[Item] = []

    def reconnect(number: int) -> AbstractAsyncContextManager[Transport]:
        return serve_in_process(servers[number])

    later = reconnect if len(servers) > 1 else None

    async def both() -> None:
        async with serve_in_process(servers[0]) as transport:
            await Session(scenario, spoken, "models/mock", items.append, reconnect=later, **settings).run(transport)

    in_virtual_time(both())
    return a_recording(*items, scenario=scenario.document)


def marks(recording: Recording, name: str) -> list[Mark]:
    """The marks of one name, in order."""
    return [mark for mark in recording.marks if mark.name == name]


def messages(recording: Recording, direction: str, text: str) -> list[Entry]:
    """The messages of one direction that hold a text."""
    found = []
    for entry in recording.entries:
        data = entry.data if isinstance(entry.data, str) else entry.data.decode()
        if entry.direction == direction and text in data:
            found.append(entry)
    return found


def _script(answers: Sequence[Sequence[Step]]) -> Script:
    return Script(turns=tuple(ScriptTurn(tuple(steps)) for steps in answers))
