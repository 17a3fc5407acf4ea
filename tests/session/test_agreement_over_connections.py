"""However often the connection is lost, the session and the trace must agree on how each turn ended."""

from typing import Any

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from evalkit.recording.model import Recording
from evalkit.scenario.model import Scenario
from evalkit.scenario.script import Call, Complete, Disconnect, Say, Step
from tests.conversations import a_scenario, marks
from tests.scripts import Story, stories
from tests.session.agreement import disagreements
from tests.session.lossy_servers import LOST, Frame, Redoing, told_with_losses
from tests.session.servers import DONE, RESUMING, called, says

SHORT = {"first_response_s": 3, "gap_s": 2, "turn_s": 12}
INTO_SPEECH = {"say": "hello there", "start": {"after": "model_speech", "delay_ms": 400}}
INTERRUPTED = {"serverContent": {"interrupted": True}}
GENERATED = {"serverContent": {"generationComplete": True}}
NOTHING: dict[str, Any] = {}
"""In place of an ending: the answer stays open, and the next turn begins into it."""
TRANSCRIPT = {"serverContent": {"outputTranscription": {"text": "and so"}}}


def agree(recording: Recording, scenario: Scenario) -> None:
    assert marks(recording, "session_failed") == []
    assert disagreements(recording, scenario) == []


@st.composite
def _lossy(draw: st.DrawFn) -> Story:
    scenario, answers = draw(stories())
    return scenario, tuple(_cut(steps, draw(st.integers(0, 5))) for steps in answers)


def _cut(steps: tuple[Step, ...], place: int) -> tuple[Step, ...]:
    """An answer with a loss in it, or without; it may never end, whether it was lost or not."""
    return steps if place > len(steps) else (*steps[:place], Disconnect(1006, ""), *steps[place:])


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(story=_lossy())
@example(story=(a_scenario({"say": "hello there"}, INTO_SPEECH), ((Say("a long answer"), Disconnect(1006, "")),) * 2))
@example(
    story=(a_scenario({"text": "hello"}, {"say": "hello"}), ((Call((("f", {}),)), Disconnect(1006, "")), (Complete(),)))
)
def test_with_connections_that_are_lost_at_any_moment(story: Story) -> None:
    agree(told_with_losses(story), story[0])


def _frames(longest_s: float, *more: dict[str, Any]) -> st.SearchStrategy[list[Frame]]:
    after_s = st.sampled_from([0.0, 0.1, 0.5, 1.0, longest_s])
    frame = st.sampled_from([says("well"), says("hm"), TRANSCRIPT, *more])
    said = st.lists(st.tuples(after_s, frame), max_size=3)
    ending = st.sampled_from([DONE, DONE, LOST, NOTHING])
    return st.builds(lambda frames, t, end: [*frames, (t, end)], said, after_s, ending)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(
    turns=st.lists(st.sampled_from([{"say": "hello there"}, {"text": "hello"}]), min_size=2, max_size=3),
    answers=st.lists(_frames(1.5, called("f"), called("f", "1"), GENERATED), min_size=3, max_size=3),
    redos=st.lists(_frames(2.5, INTERRUPTED, called("f", "1")), max_size=3),
)
@example(
    turns=[{"say": "hello there"}, {"text": "hello"}],
    answers=[[(0.5, says("well")), (0.0, LOST)], [(0.5, DONE)], []],
    redos=[[(2.5, says("well")), (0.1, INTERRUPTED), (0.1, LOST)], [(0.5, DONE)]],
)
@example(
    turns=[{"text": "hello"}, {"text": "hello"}, {"say": "hello there"}],
    answers=[[(0.0, called("f")), (0.0, DONE)], [(0.0, called("f")), (0.0, DONE)], [(1.5, DONE)]],
    redos=[],
)
@example(
    turns=[{"text": "hello"}, {"say": "hello there"}],
    answers=[[(0.5, says("well")), (0.0, LOST)], [(1.0, DONE)], []],
    redos=[[(2.5, NOTHING), (2.5, says("well")), (0.5, DONE)]],
)
def test_with_a_model_that_says_again_what_was_cut_off(
    turns: list[dict[str, Any]], answers: list[list[Frame]], redos: list[list[Frame]]
) -> None:
    # A session whose connections bring nothing, time after time, gives up: there is no more to agree on.
    assume(sum([frame for _, frame in said] == [LOST] for said in (*answers, *redos)) < 4)
    setup = {**RESUMING, "tools": [{"functionDeclarations": [{"name": "f"}]}]}
    tools = {"f": {"return": {}, "after_ms": 400}}
    scenario = a_scenario(*turns, setup=setup, tools=tools, timeouts=SHORT)
    agree(Redoing(answers, redos).told(scenario), scenario)
