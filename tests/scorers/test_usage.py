"""Usage and cost: repeated and missing snapshots, both backends' names, details that do not add up, known prices."""

from typing import Any

import pytest

from evalkit.errors import UsageError
from evalkit.scenario.model import TextInput
from evalkit.scorers.base import Score
from evalkit.scorers.usage import usage
from evalkit.trace.events import SetupSent, UsageReported
from evalkit.trace.trace import Trace
from tests.traces import (
    TurnDraft,
    a_trace,
    a_turn,
    audio,
    called,
    generation_complete,
    interrupted,
    responded,
    text,
    turn_complete,
)
from tests.traces import usage as counts

NATIVE = "models/gemini-2.5-flash-native-audio-latest"
"""0.50 and 3.00 dollars a million tokens in (text, audio), 2.00 and 12.00 out."""


def reported(t: float | None, **fields: Any) -> UsageReported:
    return UsageReported(seq=0, t=t, usage=fields)


def details(**tokens: int) -> list[dict[str, Any]]:
    return [{"modality": modality, "tokenCount": count} for modality, count in tokens.items()]


def snapshot(t: float, prompt: dict[str, int], response: dict[str, int], **more: Any) -> UsageReported:
    """A snapshot of the Developer API whose details sum to the totals."""
    return reported(
        t,
        promptTokenCount=sum(prompt.values()),
        promptTokensDetails=details(**prompt),
        responseTokenCount=sum(response.values()),
        responseTokensDetails=details(**response),
        **more,
    )


def a_session(*turns: TurnDraft, model: str | None = NATIVE) -> Trace:
    setup = () if model is None else (SetupSent(seq=0, t=-1.0, setup={"model": model}),)
    return a_trace(*turns, before=setup)


def of_turn(trace: Trace, turn: int = 0, **limits: Any) -> dict[str, Score]:
    return {score.metric: score for score in usage(**limits)(trace, trace.turns[turn])}


def of_session(trace: Trace, **limits: Any) -> dict[str, Score]:
    return {score.metric: score for score in usage(**limits)(trace, trace.session)}


ANSWERED = a_turn(
    "How warm is it?",
    audio(1.5),
    turn_complete(2.0),
    snapshot(2.0, {"AUDIO": 100, "TEXT": 20}, {"AUDIO": 50, "TEXT": 10}),
)
LATER = a_turn(
    "And in Paris?",
    audio(4.5),
    turn_complete(5.0),
    snapshot(5.0, {"AUDIO": 300, "TEXT": 30}, {"AUDIO": 40}),
)


def test_one_turn_by_modality() -> None:
    found = of_turn(a_session(ANSWERED))
    assert list(found) == ["prompt_tokens", "response_tokens", "cost_usd"]
    prompt = found["prompt_tokens"]
    assert (prompt.value, prompt.unit, prompt.better, prompt.passed, prompt.turn) == (120.0, "tokens", "lower", None, 0)
    assert prompt.detail == {"by_modality": {"AUDIO": 100, "TEXT": 20}, "unstated": 0, "model_turns": 1}
    assert prompt.evidence == (3,)
    assert found["response_tokens"].value == 60.0


def test_the_cost_of_one_turn() -> None:
    cost = of_turn(a_session(ANSWERED))["cost_usd"]
    # (100 × 3.00 + 20 × 0.50 + 50 × 12.00 + 10 × 2.00) / 1e6
    assert cost.value == pytest.approx(0.00093)
    assert cost.unit == "USD"
    assert cost.explanation == "at the prices of 2026-09-30"
    assert cost.detail == {
        "price": "2.5 native audio",
        "as_of": "2026-09-30",
        "model": NATIVE,
        "usd_at_least": pytest.approx(0.00093),
        "unstated": 0,
    }


def test_a_session_is_billed_each_turns_whole_context() -> None:
    found = of_session(a_session(ANSWERED, LATER))
    assert list(found) == ["session_tokens", "cost_usd"]
    assert (found["session_tokens"].value, found["session_tokens"].turn) == (180.0 + 370.0, None)
    assert found["session_tokens"].detail == {"model_turns": [180, 370], "at_least": 550}
    assert found["cost_usd"].value == pytest.approx(0.00093 + (300 * 3 + 30 * 0.5 + 40 * 12) / 1e6)
    assert found["cost_usd"].evidence == (3, 6)


def test_the_last_snapshot_of_a_turn_counts() -> None:
    turn = a_turn(
        "Hello.",
        audio(1.5),
        counts(1.5, promptTokenCount=100, responseTokenCount=10),
        audio(1.8),
        counts(1.8, promptTokenCount=100, responseTokenCount=30),
        turn_complete(2.0),
        counts(2.0, promptTokenCount=100, responseTokenCount=42),
        counts(2.3, promptTokenCount=100, responseTokenCount=42),
    )
    trace = a_session(turn)
    assert of_turn(trace)["response_tokens"].value == 42.0
    assert of_turn(trace)["prompt_tokens"].evidence == (7,)
    assert of_session(trace)["session_tokens"].value == 142.0


def test_vertex_calls_the_answer_candidates() -> None:
    told = reported(
        2.0,
        promptTokenCount=7,
        promptTokensDetails=details(TEXT=7),
        candidatesTokenCount=5,
        candidatesTokensDetails=details(AUDIO=5),
        trafficType="ON_DEMAND",
    )
    response = of_turn(a_session(a_turn(TextInput("Hi"), text(1.5, "Hi"), turn_complete(2.0), told)))["response_tokens"]
    assert (response.value, response.detail["by_modality"]) == (5.0, {"AUDIO": 5})


def test_details_that_do_not_sum_and_thoughts_outside_the_total() -> None:
    """522 prompt tokens of which 497 are told; 564 = 522 + 42, and 136 thoughts beside it (reference §3.5)."""
    told = reported(
        2.0,
        promptTokenCount=522,
        promptTokensDetails=details(TEXT=332, AUDIO=165),
        responseTokenCount=42,
        responseTokensDetails=details(AUDIO=42),
        thoughtsTokenCount=136,
        totalTokenCount=564,
    )
    trace = a_session(a_turn("Hello.", audio(1.5), turn_complete(2.0), told))
    found = of_turn(trace)
    assert found["prompt_tokens"].detail["unstated"] == 25
    assert found["thought_tokens"].value == 136.0
    assert of_session(trace)["session_tokens"].value == 522 + 42 + 136
    least = (332 * 0.5 + 165 * 3 + 25 * 0.5 + 42 * 12 + 136 * 2) / 1e6
    cost = found["cost_usd"]
    assert cost.value == pytest.approx(least + 25 * 2.5 / 1e6)
    assert cost.detail["usd_at_least"] == pytest.approx(least)
    assert cost.explanation == (
        f"at the prices of 2026-09-30; 25 tokens of no told modality at the dearest; at least ${least:.6f}"
    )


def test_usage_that_names_no_modality_has_no_price() -> None:
    turn = a_turn("Hello.", audio(1.5), turn_complete(2.0), counts(2.0, promptTokenCount=515, responseTokenCount=31))
    cost = of_turn(a_session(turn), cost_usd={"max": 1})["cost_usd"]
    assert (cost.value, cost.passed) == (None, False)
    assert cost.explanation == "the usage does not say of what modality its 515 prompt tokens are"


CUT = a_turn("Tell me all.", audio(1.5), interrupted(2.0), turn_complete(2.1), finish="barged_in")


def test_an_interrupted_turn_without_usage() -> None:
    trace = a_session(CUT, LATER)
    why = "the server reported no usage for this turn, which was interrupted"
    assert {score.explanation for score in of_turn(trace).values()} == {why}
    found = of_session(trace, session_tokens={"max": 10_000}, cost_usd={"max": 1})
    assert [score.value for score in found.values()] == [None, None]
    assert [score.passed for score in found.values()] == [False, False]
    assert {score.explanation for score in found.values()} == {"the server reported no usage for turn 1"}
    assert found["session_tokens"].detail["at_least"] == 370
    assert found["cost_usd"].detail["usd_at_least"] == pytest.approx(0.001395)


def test_a_turn_the_server_kept_silent_in_owes_no_usage() -> None:
    silent = a_turn("(aside)", finished=6.0, finish="silence")
    trace = a_session(silent, LATER)
    assert of_turn(trace)["prompt_tokens"].explanation == "the turn was never answered (silence)"
    assert of_session(trace)["session_tokens"].value == 370.0


def test_a_turn_that_goes_on_after_a_tools_answer_bills_its_context_twice() -> None:
    turn = a_turn(
        "How warm is it?",
        called(1.5, "get_temperature", id="1"),
        turn_complete(1.6),
        snapshot(1.6, {"AUDIO": 100}, {"TEXT": 12}),
        responded(1.9, "get_temperature", id="1"),
        audio(2.5),
        generation_complete(2.9),
        turn_complete(3.0),
        snapshot(3.0, {"AUDIO": 100, "TEXT": 30}, {"AUDIO": 50}, toolUsePromptTokenCount=9),
    )
    found = of_turn(a_session(turn))
    assert (found["prompt_tokens"].value, found["prompt_tokens"].detail["model_turns"]) == (230.0, 2)
    assert (found["response_tokens"].value, found["tool_tokens"].value) == (62.0, 9.0)
    assert of_session(a_session(turn))["session_tokens"].value == 112 + 180 + 9


def test_no_usage_at_all() -> None:
    trace = a_session(a_turn("Hello.", audio(1.5), turn_complete(2.0)))
    found = of_session(trace, cost_usd={"max": 0.01})
    assert {(score.value, score.explanation) for score in found.values()} == {(None, "the server reported no usage")}
    assert found["cost_usd"].passed is False
    assert of_turn(trace)["prompt_tokens"].explanation == "the server reported no usage for this turn"


@pytest.mark.parametrize(
    ("model", "why"),
    [
        ("models/gemini-9-live", "the price of gemini-9-live is not known here"),
        (None, "the recording does not say which model answered"),
        ("models/gemini-3.8-live", "the price of TEXT out is not known"),
    ],
)
def test_a_price_nobody_knows(model: str | None, why: str) -> None:
    found = of_session(a_session(ANSWERED, model=model), cost_usd={"max": 0.01})
    assert (found["cost_usd"].value, found["cost_usd"].passed, found["cost_usd"].explanation) == (None, False, why)
    assert found["session_tokens"].value == 180.0


def test_a_doubtful_price_says_so() -> None:
    model = "projects/p/locations/l/publishers/google/models/gemini-live-2.5-flash-native-audio"
    cost = of_turn(a_session(ANSWERED, model=model))["cost_usd"]
    assert cost.explanation == "at the prices of 2026-09-30 (the Developer API's price: Vertex AI's was not seen)"


def test_a_zero_that_json_left_out_is_what_the_total_leaves() -> None:
    empty = counts(2.0, promptTokenCount=80, totalTokenCount=80)
    trace = a_session(a_turn("(aside)", turn_complete(2.0), empty))
    assert of_turn(trace)["response_tokens"].value == 0.0
    untold = a_session(a_turn("(aside)", turn_complete(2.0), counts(2.0, promptTokenCount=80)))
    assert of_turn(untold)["response_tokens"].explanation == "the usage leaves this count out"
    session = of_session(untold)
    assert session["session_tokens"].explanation == "a turn's usage leaves its prompt or response tokens out"
    assert session["cost_usd"].explanation == "the usage does not tell the response tokens"


def test_usage_without_times_counts_as_well() -> None:
    told = counts(None, promptTokenCount=5, responseTokenCount=6)
    trace = a_trace(a_turn("Hello.", turn_complete(None), told), timed=False)
    assert of_session(trace)["session_tokens"].value == 11.0


def test_counts_that_are_none_are_not_told() -> None:
    broken = reported(2.0, promptTokenCount=True, responseTokenCount=-1, promptTokensDetails="x", totalTokenCount="9")
    trace = a_session(a_turn("Hello.", audio(1.5), turn_complete(2.0), broken))
    assert of_turn(trace)["prompt_tokens"].explanation == "the server reported no usage for this turn"
    odd = reported(2.0, promptTokenCount=9, responseTokenCount=0, promptTokensDetails=[7, {"tokenCount": 9}])
    trace = a_session(a_turn("Hello.", audio(1.5), turn_complete(2.0), odd))
    assert of_turn(trace)["cost_usd"].explanation == "the price of MODALITY_UNSPECIFIED in is not known"


def test_limits_on_a_turn() -> None:
    limits: dict[str, Any] = {"prompt_tokens": {"max": 100}, "cost_usd": {"max": 0.01}, "thought_tokens": {"max": 5}}
    found = of_turn(a_session(ANSWERED), **limits, session_tokens={"max": 1000})
    assert {name: score.passed for name, score in found.items()} == {
        "prompt_tokens": False,
        "response_tokens": None,
        "thought_tokens": True,
        "session_tokens": False,
        "cost_usd": True,
    }
    assert (found["prompt_tokens"].expected, found["cost_usd"].expected) == ("≤ 100 tokens", "≤ 0.01 USD")
    assert found["thought_tokens"].value == 0.0
    expected = "it sums the whole session: write it under the scenario's own expect"
    assert found["session_tokens"].explanation == expected


def test_a_limit_on_every_turn_of_a_session() -> None:
    trace = a_session(ANSWERED, LATER)
    met = of_session(trace, prompt_tokens={"max": 400})["most_prompt_tokens"]
    assert (met.value, met.passed, met.explanation) == (330.0, True, "the most is in turn 2")
    missed = of_session(trace, prompt_tokens={"min": 200})["most_prompt_tokens"]
    assert (missed.value, missed.passed, missed.explanation) == (330.0, False, "missed in turn 1")


def test_a_limit_on_every_turn_while_one_is_not_known() -> None:
    trace = a_session(CUT, LATER)
    unknown = of_session(trace, prompt_tokens={"max": 400})["most_prompt_tokens"]
    assert (unknown.value, unknown.passed) == (None, False)
    assert unknown.explanation == "the server reported no usage for turn 1"
    missed = of_session(trace, prompt_tokens={"max": 300})["most_prompt_tokens"]
    assert (missed.value, missed.passed, missed.explanation) == (330.0, False, "missed in turn 2")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"cost": {"max": 1}}, "usage: unknown argument 'cost'; did you mean 'cost_usd'?"),
        ({"cost_usd": 0.01}, "usage.cost_usd: expected a limit, found 0.01; write cost_usd: {max: 0.01}"),
    ],
)
def test_arguments_that_are_refused(args: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as raised:
        usage(**args)
    assert str(raised.value) == message
