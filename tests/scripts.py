"""Random conversations: what a user does and what a scripted server answers, for property tests."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from evalkit.recording.model import Recording
from evalkit.scenario.model import Scenario
from evalkit.scenario.script import Call, Complete, Hear, Raw, Say, Step, Write
from tests.conversations import SETUP, a_scenario, converse

__all__ = ["Story", "stories", "told"]

Story = tuple[Scenario, tuple[tuple[Step, ...], ...]]
"""A scenario, and the steps of each answer."""

_TOOLS = {"tools": [{"functionDeclarations": [{"name": "f"}, {"name": "g"}]}]}
_STUBS = {"f": {"return": {"n": 1}, "after_ms": 300}, "g": {"return": {}}}
_SHORT = {"first_response_s": 3, "gap_s": 2, "turn_s": 12, "silence_s": 2}

_says = st.builds(
    Say,
    text=st.sampled_from(["yes", "good morning", "a very long answer indeed"]),
    after_ms=st.integers(0, 90).map(lambda n: n * 10.0),
    lead_silence_ms=st.sampled_from([0.0, 200.0]),
    gain_db=st.sampled_from([0.0, 0.0, 0.0, -80.0]),
)
_steps = st.one_of(
    _says,
    _says,
    st.builds(Hear, text=st.just("hello"), after_ms=st.integers(0, 700).map(float)),
    st.builds(Write, text=st.just("thinking"), thought=st.booleans(), after_ms=st.integers(0, 700).map(float)),
    st.builds(
        Call,
        calls=st.sampled_from([(("f", {}),), (("f", {}), ("g", {})), (("nobody", {}),)]),
        after_ms=st.integers(0, 700).map(float),
    ),
    st.builds(Raw, message=st.just({}), after_ms=st.integers(0, 100).map(float)),
)


@st.composite
def _answers(draw: st.DrawFn) -> tuple[Step, ...]:
    steps = draw(st.lists(_steps, max_size=3))
    end = draw(st.sampled_from(["complete", "complete", "complete", "rejected", "none"]))
    if end != "none":
        steps.append(Complete(after_ms=float(draw(st.integers(0, 300))), reason=None if end == "complete" else "OTHER"))
    return tuple(steps)


@st.composite
def _turns(draw: st.DrawFn, first: bool) -> dict[str, Any]:
    turn: dict[str, Any] = draw(st.sampled_from([{"say": "hello there"}, {"say": "hello there"}, {"text": "hello"}]))
    if first or draw(st.booleans()):
        return turn
    after = draw(st.sampled_from(["model_speech", "model_speech", "tool_call", "turn_complete"]))
    return {**turn, "start": {"after": after, "delay_ms": draw(st.integers(0, 80)) * 10}}


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """Conversations of one to four turns, with barge-ins, tools, silence, and answers without an end."""
    count = draw(st.integers(1, 4))
    turns = [draw(_turns(first=index == 0)) for index in range(count)]
    chunk_ms = draw(st.sampled_from([20, 32, 40]))
    scenario = a_scenario(
        *turns, setup={**SETUP, **_TOOLS}, tools=_STUBS, timeouts=_SHORT, audio={"chunk_ms": chunk_ms}
    )
    return scenario, tuple(draw(_answers()) for _ in range(count))


def told(story: Story) -> Recording:
    """Plays a story against the scripted server."""
    scenario, answers = story
    return converse(scenario, *answers)
