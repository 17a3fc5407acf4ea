from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evalkit.reporters.html.timeline import heard_span, longest_wait_ms, ruler, timeline
from evalkit.results import TurnSummary
from tests.reporters.sample import attempt, spoken

TURN = TurnSummary(
    index=0,
    user="hi",
    kind="say",
    speech_started_t=0.0,
    speech_ended_t=2.0,
    first_audio_t=2.9,
    first_audible_t=3.0,
    finished_t=3.4,
    model_audio_s=(1.0, 3.0),
)


def test_audio_is_heard_as_long_as_it_lasts_not_as_it_came() -> None:
    assert heard_span(TURN) == pytest.approx((3.0, 4.9))


def test_an_interruption_ends_it() -> None:
    assert heard_span(replace(TURN, interrupted=True, interrupted_t=3.4)) == pytest.approx((3.0, 3.4))


def test_nothing_is_guessed_without_times() -> None:
    assert heard_span(replace(TURN, model_audio_s=None)) is None
    assert timeline(attempt("a", "passed", [TurnSummary(index=0, user="", kind="text")], [], duration_s=None)) is None
    assert ruler(TurnSummary(index=0, user="", kind="text"), 0) == ()


def test_lanes_lie_on_one_axis() -> None:
    found = timeline(attempt("a", "passed", [TURN], [], duration_s=10.0))
    assert found is not None
    assert [(lane.name, bar.x, bar.width) for lane in found.lanes for bar in lane.bars] == [
        ("user", "0", "20"),
        ("model", "30", "19"),
    ]
    assert [tick.label for tick in found.ticks] == ["0 s", "2 s", "4 s", "6 s", "8 s", "10 s"]
    assert found.title == "turn 1: user 0.00–2.00 s; turn 1: model 3.00–4.90 s"


def test_tools_and_interruptions_are_marked() -> None:
    call = {"name": "get", "called_t": 2.2, "answered_t": 2.7}
    found = timeline(
        attempt(
            "a", "passed", [replace(TURN, interrupted=True, interrupted_t=3.4, tool_calls=(call, {"name": "x"}))], []
        )
    )
    assert found is not None
    assert [bar.kind for lane in found.lanes for bar in lane.bars] == ["user", "tool", "model", "interrupted"]


def test_a_ruler_has_a_step_for_each_thing_known() -> None:
    steps = ruler(TURN, 2_000, first_event_ms=500)
    assert [(step.kind, step.x, step.width, step.value) for step in steps] == [
        ("event", "0", "25", "500 ms"),
        ("audio", "25", "20", "900 ms"),
        ("audible", "45", "5", "1,000 ms"),
    ]
    assert longest_wait_ms([TURN, spoken("a", "b", wait_s=1.5)]) == pytest.approx(1500)


@given(st.lists(st.one_of(st.none(), st.floats()), min_size=6, max_size=6))
@example([math.nan, None, None, None, None, 0.0])
@example([0.0, math.inf, math.nan, -math.inf, math.nan, math.inf])
def test_no_times_break_the_drawing(times: list[float | None]) -> None:
    names = ("speech_started_t", "speech_ended_t", "first_audio_t", "first_audible_t", "interrupted_t", "input_ended_t")
    turn = replace(TURN, interrupted=True, **dict(zip(names, times, strict=True)))  # type: ignore[arg-type]
    found = timeline(attempt("a", "passed", [turn], [], duration_s=None))
    ruler(turn, longest_wait_ms([turn]))
    for lane in found.lanes if found else ():
        for bar in lane.bars:
            assert 0 <= float(bar.x) <= 100
            assert 0 <= float(bar.width) <= 100.01 - float(bar.x)
