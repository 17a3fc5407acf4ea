"""Small scenarios against a misbehaving mock server, in virtual time: what each fault comes to in a result."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

from evalkit.media.user_audio import spoken_audio
from evalkit.mock.faults.known import faults_named
from evalkit.mock.model.live import LiveModel
from evalkit.mock.model.scripted import scripted
from evalkit.mock.network.request import LiveRequest
from evalkit.mock.server import serve_in_process
from evalkit.profiles.known import profile_of
from evalkit.profiles.profile import Backend
from evalkit.recording.model import Item, Recording
from evalkit.results import AttemptResult
from evalkit.scenario.model import Scenario
from evalkit.scenario.script import Call, Complete, Hear, Say, Script, ScriptTurn, Step
from evalkit.scoring import score_recording
from evalkit.session.session import Session
from evalkit.transport.base import Transport
from tests.conversations import SETUP, a_scenario, sound, tone_voice
from tests.recordings import a_recording
from tests.virtual import in_virtual_time

__all__ = ["SCENES", "Scene", "play", "scene_of"]

VERTEX = "projects/p/locations/us-central1/publishers/google/models/mock"
DEV_38 = "models/gemini-3.8-live"
WORDS = "hello there"
_TIMEOUTS = {"first_response_s": 5, "gap_s": 3, "turn_s": 12}
_TOOLS = {"tools": [{"functionDeclarations": [{"name": "f"}, {"name": "g"}]}]}
_STUBS = {"f": {"return": {"n": 1}, "after_ms": 300}, "g": {"return": {}, "after_ms": 300}}


@dataclass(frozen=True)
class Scene:
    """A scenario, and what a faultless server answers."""

    title: str
    scenario: Scenario
    answers: tuple[tuple[Step, ...], ...]
    model: str = VERTEX


def _says(text: str) -> tuple[Step, ...]:
    return (Hear(WORDS, after_ms=100), Say(text, after_ms=300), Complete())


def _asks(**more: Any) -> dict[str, Any]:
    return {"say": WORDS, **more}


def _expects(text: str, **more: Any) -> dict[str, Any]:
    return _asks(expect={"transcript": {"contains": text}}, **more)


_CALLS = (
    Hear(WORDS, after_ms=100),
    Call((("f", {}), ("g", {})), after_ms=300),
    Say("it is all done", after_ms=300),
    Complete(),
)
_RESUMABLE = {**SETUP, "session_resumption": {}}

SCENES: Mapping[str, Scene] = {
    "talk": Scene(
        "two spoken turns",
        a_scenario(_expects("to you"), _expects("to all"), timeouts=_TIMEOUTS),
        (_says("good morning to you"), _says("good evening to all")),
    ),
    "barge-in": Scene(
        "the second turn interrupts the first answer",
        a_scenario(_asks(), _expects("to all", start={"after": "model_speech", "delay_ms": 300}), timeouts=_TIMEOUTS),
        (_says("good morning to you"), _says("good evening to all")),
    ),
    "tools": Scene(
        "one turn with two parallel calls",
        a_scenario(
            _asks(expect={"tools": {"calls": [{"name": "f"}, {"name": "g"}]}, "transcript": {"contains": "done"}}),
            setup={**SETUP, **_TOOLS},
            tools=_STUBS,
            timeouts=_TIMEOUTS,
        ),
        (_CALLS,),
    ),
    "resumption": Scene(
        "three turns, the session resumed before the second and the third, 0.5 s after its end",
        a_scenario(
            _asks(),
            _expects("second", start={"reconnect": True}),
            _expects("third", start={"reconnect": True}),
            setup=_RESUMABLE,
            timeouts={**_TIMEOUTS, "reconnect_s": 0.5},
        ),
        (_says("good morning"), _says("the second"), _says("and the third")),
    ),
    "resumable": Scene(
        "three turns on a session that can be resumed at any time (3.8 on the Developer API)",
        a_scenario(_asks(), _asks(), _expects("third"), setup=_RESUMABLE, timeouts=_TIMEOUTS),
        (_says("good morning to you"), _says("the second"), _says("and the third")),
        DEV_38,
    ),
    "resumable tools": Scene(
        "a call on a session that can be resumed at any time (3.8 on the Developer API)",
        a_scenario(
            _asks(expect={"tools": {"calls": [{"name": "f"}, {"name": "g"}]}, "transcript": {"contains": "done"}}),
            setup={**_RESUMABLE, **_TOOLS},
            tools=_STUBS,
            timeouts=_TIMEOUTS,
        ),
        (_CALLS,),
        DEV_38,
    ),
}
_PLAYED_IN = {
    **dict.fromkeys(("stale-handle", "resume-race", "resume-amnesia"), "resumption"),
    **dict.fromkeys(("interrupted-alone", "interrupted-late"), "barge-in"),
    **dict.fromkeys(("sequential-calls", "empty-call", "call-without-id", "call-with-code", "cancelled-call"), "tools"),
    **dict.fromkeys(("turn-complete-before-answer", "tool-wedge", "audio-while-pending-1008"), "tools"),
    **dict.fromkeys(("drop-mid-turn", "error-mid-turn-1011", "go-away"), "resumable"),
    "drop-while-calling": "resumable tools",
}


def scene_of(fault: str) -> str:
    """The scene in which a fault can be seen."""
    return _PLAYED_IN.get(fault, "talk")


def play(scene: Scene, *faults: str) -> tuple[AttemptResult, Recording]:
    """Plays a scene against a server with faults; returns the result and what was recorded."""
    items: list[Item] = []
    answers = scripted(Script(tuple(map(ScriptTurn, scene.answers))), tone_voice)
    model = LiveModel(answers, faults=faults_named(faults))
    backend: Backend = "vertex" if scene.model.startswith("projects/") else "gemini"
    request = LiveRequest(backend, "v1" if backend == "vertex" else "v1beta")
    spoken = {turn.index: spoken_audio(sound()) for turn in scene.scenario.turns}

    def connect(number: int = 0) -> AbstractAsyncContextManager[Transport]:
        return serve_in_process(model(request))

    async def both() -> None:
        profile = profile_of(scene.model, backend)
        session = Session(scene.scenario, spoken, scene.model, items.append, profile=profile, reconnect=connect)
        async with connect() as transport:
            await session.run(transport)

    in_virtual_time(both())
    recording = a_recording(*items, scenario=scene.scenario.document)
    return score_recording(recording), recording
