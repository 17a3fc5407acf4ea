"""What faults make of an answer's steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.mock.faults.answer import spoiled
from evalkit.mock.faults.known import FAULTS
from evalkit.mock.faults.scene import Scene, Steps
from evalkit.protocol.messages import Setup
from evalkit.scenario.script import Call, Cancel, Complete, Disconnect, GoAway, Hear, Raw, Say, Step, Write
from tests.conversations import tone_voice

HEAR, SAY, DONE = Hear("hi", 100.0), Say("good morning to you", 300.0), Complete()
ANSWER: Steps = (HEAR, SAY, DONE)
CALL = Call((("f", {"n": 1}), ("g", {})), 200.0)
CALLS: Steps = (HEAR, CALL, SAY, DONE)
SETUP = Setup(model="m", output_audio_transcription={}, input_audio_transcription={})
GENERATED = Raw({"serverContent": {"generationComplete": True}})


def spoil(fault: str, steps: Steps = ANSWER, *, setup: Setup = SETUP, turn: int = 0, strikes: bool = True) -> Steps:
    """The steps a fault leaves, the sound taken out."""
    scene = Scene(setup, tone_voice, "session 1", turn, lambda _: strikes)
    found = spoiled(steps, frozenset({fault}), scene)
    return tuple(replace(step, pcm=None) if isinstance(step, Say) else step for step in found)


def content(**fields: Any) -> Mapping[str, Any]:
    return {"serverContent": fields}


HALF = Say("good morning", 300.0)
TEXT = Raw(content(outputTranscription={"text": "good morning to you"}))
QUIET = replace(SAY, transcript="")
CODE = content(modelTurn={"parts": [{"executableCode": {"language": "PYTHON", "code": "default_api.f(n=1)\ndefault_api.g()"}}]})  # fmt: skip  # noqa: E501
ERROR = {"code": 13, "message": "Internal error encountered.", "status": "INTERNAL"}


@pytest.mark.parametrize(
    ("fault", "steps", "expected"),
    [
        ("empty-turn", ANSWER, (HEAR, Complete(300.0))),
        ("rejected-turn", ANSWER, (HEAR, Complete(300.0, "RESPONSE_REJECTED"))),
        ("missing-turn-complete", ANSWER, (HEAR, SAY)),
        ("early-turn-complete", ANSWER, (HEAR, HALF, DONE)),
        ("error-mid-turn-1011", ANSWER, (HEAR, HALF, Disconnect(1011, "Internal error encountered."))),
        ("drop-mid-turn", ANSWER, (HEAR, HALF, Disconnect(1006))),
        ("drop-mid-turn", (Write("one two three", 5.0), DONE), (Write("one", 5.0), Disconnect(1006))),
        ("text-only-turn", ANSWER, (HEAR, Write("good morning to you", 300.0), DONE)),
        ("near-silent-audio", ANSWER, (HEAR, replace(SAY, gain_db=-80.0), DONE)),
        ("audio-after-turn-complete", ANSWER, (*ANSWER, Say("", 200.0, transcript=""))),
        ("in-band-error", ANSWER, (HEAR, Raw(ERROR, 300.0))),
        ("control-tokens", ANSWER, (HEAR, replace(SAY, transcript="good morning to you <ctrl46><ctrl46>"), DONE)),
        ("unknown-message", ANSWER,
         (HEAR, Raw({"futureMessage": {"note": "nobody knows this yet"}}, 300.0), replace(SAY, after_ms=0.0), DONE)),
        ("go-away", ANSWER, (HEAR, GoAway(5.0, 300.0), replace(SAY, after_ms=0.0), DONE)),
        ("transcript-before-audio", ANSWER,
         (HEAR, replace(TEXT, after_ms=300.0), replace(QUIET, after_ms=0.0), DONE)),
        ("transcript-after-audio", ANSWER, (HEAR, QUIET, TEXT, GENERATED, DONE)),
        ("transcript-only", ANSWER, (HEAR, replace(TEXT, after_ms=300.0), GENERATED, DONE)),
        ("empty-transcript", ANSWER,
         (HEAR, Raw(content(outputTranscription={}), 300.0), replace(SAY, after_ms=0.0), DONE)),
        ("finished-transcript", ANSWER,
         (HEAR, SAY, Raw(content(outputTranscription={"finished": True})), GENERATED, DONE)),
        ("duplicate-transcript", ANSWER, (HEAR, replace(HEAR, after_ms=0.0), SAY, DONE)),
        ("sequential-calls", CALLS,
         (HEAR, Call((("f", {"n": 1}),), 200.0, wait=False), Call((("g", {}),), 50.0), SAY, DONE)),
        ("cancelled-call", CALLS, (HEAR, replace(CALL, wait=False), Cancel(200.0), DONE)),
        ("empty-call", CALLS,
         (HEAR, Raw({"toolCall": {"functionCalls": []}}, 200.0), replace(CALL, after_ms=0.0), SAY, DONE)),
        ("call-with-code", CALLS, (HEAR, Raw(CODE, 200.0), replace(CALL, after_ms=0.0), SAY, DONE)),
    ],
)  # fmt: skip
def test_a_fault_rewrites_the_answer(fault: str, steps: Steps, expected: Steps) -> None:
    assert spoil(fault, steps) == expected


def test_half_of_the_words_is_half_of_the_sound() -> None:
    scene = Scene(SETUP, tone_voice, "s", 0, lambda _: True)
    said = next(step for step in spoiled(ANSWER, frozenset({"early-turn-complete"}), scene) if isinstance(step, Say))
    assert said.pcm == tone_voice(SAY)[: len(tone_voice(SAY)) // 2].astype("<i2").tobytes()


def test_audio_after_the_end_is_the_last_of_what_was_said() -> None:
    scene = Scene(SETUP, tone_voice, "s", 0, lambda _: True)
    *_, tail = spoiled(ANSWER, frozenset({"audio-after-turn-complete"}), scene)
    assert isinstance(tail, Say)
    assert np.array_equal(np.frombuffer(tail.pcm or b"", "<i2"), tone_voice(SAY)[-7200:])


@pytest.mark.parametrize("fault", ["error-mid-turn-1011", "drop-mid-turn", "in-band-error", "go-away"])
def test_what_strikes_once_leaves_later_answers_alone(fault: str) -> None:
    assert spoil(fault, strikes=False) == ANSWER


@pytest.mark.parametrize("fault", ["transcript-before-audio", "transcript-after-audio", "transcript-only"])
def test_transcripts_that_nobody_asked_for_are_not_moved(fault: str) -> None:
    assert spoil(fault, setup=Setup(model="m")) == ANSWER


def test_a_third_of_the_answers_is_late_and_always_the_same_ones() -> None:
    late = [spoil("slow-outliers", turn=turn)[1].after_ms == 7300.0 for turn in range(300)]
    assert 80 <= sum(late) <= 120
    assert late == [spoil("slow-outliers", turn=turn)[1].after_ms == 7300.0 for turn in range(300)]


_ALL: list[Step] = [HEAR, SAY, DONE, CALL, Write("yes"), Complete(reason="OTHER"), Cancel()]


@given(steps=st.lists(st.sampled_from(_ALL), max_size=5), names=st.sets(st.sampled_from(sorted(FAULTS)), max_size=4))
def test_no_mixture_of_faults_and_steps_is_too_much(steps: list[Step], names: set[str]) -> None:
    scene = Scene(SETUP, tone_voice, "s", 0, lambda _: True)
    found = spoiled(tuple(steps), frozenset(names), scene)
    assert all(step.after_ms >= 0 for step in found)
    assert bool(found) or not steps or "missing-turn-complete" in names or set(steps) <= {DONE, Cancel()}
