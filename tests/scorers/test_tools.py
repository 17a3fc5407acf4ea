"""Tool calls compared with those expected, on traces whose scores are known."""

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.errors import UsageError
from evalkit.scorers.base import Score
from evalkit.scorers.tool_expectation import ExpectedCall
from evalkit.scorers.tool_matching import compare, pair_any, pair_in_order
from evalkit.scorers.tools import tools
from evalkit.trace.events import SetupSent, ToolCalled
from evalkit.trace.trace import Trace
from tests.traces import a_trace, a_turn, called, cancelled, responded

SETUP = {"tools": [{"functionDeclarations": [{"name": "weather"}, {"name": "alarm"}, {"name": "light"}]}]}
OSLO = {"name": "weather", "args": {"city": "Oslo"}}
PARIS = {"name": "weather", "args": {"city": "Paris"}}


def turn_trace(*events: Any, setup: Any = SETUP) -> Trace:
    return a_trace(a_turn("Go.", *events), setup=setup)


def scores(trace: Trace, session: bool = False, **args: Any) -> dict[str, Score]:
    window = trace.session if session else trace.turns[0]
    return {score.metric: score for score in tools(**args)(trace, window)}


def values(found: dict[str, Score]) -> tuple[float | None, ...]:
    return tuple(found[name].value for name in ("tools_ok", "tool_recall", "tool_precision", "argument_accuracy"))


CASES: list[tuple[str, list[ToolCalled], dict[str, Any], tuple[float | None, ...], str]] = [
    ("as expected", [called(1, "weather", city="Oslo")], {"calls": [OSLO]}, (1, 1, 1, 1), ""),
    ("not called", [], {"calls": [OSLO]}, (0, 0, None, None), "weather was not called"),
    (
        "wrong argument",
        [called(1, "weather", city="Rome")],
        {"calls": [OSLO]},
        (0, 1, 1, 0),
        'weather: city: expected "Oslo", got "Rome"',
    ),
    (
        "argument nobody asked for",
        [called(1, "weather", city="Oslo", unit="C")],
        {"calls": [OSLO]},
        (0, 1, 1, 0.5),
        'weather: unit: unexpected, got "C"',
    ),
    (
        "any other argument allowed",
        [called(1, "weather", city="Oslo", unit="C")],
        {"calls": [{"name": "weather", "args": {"city": "Oslo", "*": "any"}}]},
        (1, 1, 1, 1),
        "",
    ),
    ("any arguments", [called(1, "weather", x=1)], {"calls": [{"name": "weather"}]}, (1, 1, 1, None), ""),
    (
        "no arguments",
        [called(1, "weather", x=1)],
        {"calls": [{"name": "weather", "args": {}}]},
        (0, 1, 1, 0),
        "weather: x: unexpected, got 1",
    ),
    (
        "argument missing",
        [called(1, "weather")],
        {"calls": [OSLO]},
        (0, 1, 1, 0),
        'weather: city: missing, expected "Oslo"',
    ),
    ("none made", [], {"none": True}, (1, None, None, None), ""),
    ("none made, by an empty list", [], {"calls": []}, (1, None, None, None), ""),
    (
        "none wanted",
        [called(1, "light")],
        {"calls": []},
        (0, None, 0, None),
        "light({}) was not expected",
    ),
    (
        "one too many",
        [called(1, "weather", city="Oslo"), called(2, "light")],
        {"calls": [OSLO]},
        (0, 1, 0.5, 1),
        "light({}) was not expected",
    ),
    (
        "one more allowed",
        [called(1, "weather", city="Oslo"), called(2, "light")],
        {"calls": [OSLO], "allow_extra": True},
        (1, 1, 0.5, 1),
        "",
    ),
    (
        "not declared",
        [called(1, "weather", city="Oslo"), called(2, "teleport")],
        {"calls": [OSLO], "allow_extra": True},
        (0, 1, 0.5, 1),
        "teleport({}) is no declared function",
    ),
    (
        "called again",
        [called(1, "weather", city="Oslo"), called(2, "weather", city="Oslo")],
        {"calls": [OSLO]},
        (0, 1, 0.5, 1),
        'weather({"city": "Oslo"}) was called again',
    ),
    (
        "twice as expected",
        [called(1, "weather", city="Oslo"), called(2, "weather", city="Oslo")],
        {"calls": [{**OSLO, "times": 2}]},
        (1, 1, 1, 1),
        "",
    ),
    (
        "paired crosswise",
        [called(1, "weather", city="Paris"), called(1, "weather", city="Oslo")],
        {"calls": [OSLO, PARIS]},
        (1, 1, 1, 1),
        "",
    ),
    (
        "greedy would take the general one first",
        [called(1, "weather", city="Oslo"), called(1, "weather", city="Paris")],
        {"calls": [{"name": "weather"}, OSLO]},
        (1, 1, 1, 1),
        "",
    ),
    (
        "another order",
        [called(1, "weather", city="Paris"), called(1, "weather", city="Oslo")],
        {"calls": [OSLO, PARIS], "order": "strict"},
        (0, 1, 1, 1),
        "the calls came in another order",
    ),
    (
        "in order",
        [called(1, "weather", city="Oslo"), called(1, "light"), called(1, "weather", city="Paris")],
        {"calls": [OSLO, PARIS], "order": "strict", "allow_extra": True},
        (1, 1, 2 / 3, 1),
        "",
    ),
    (
        "optional, left out",
        [called(1, "weather", city="Oslo")],
        {"calls": [{"name": "light", "optional": True}, OSLO]},
        (1, 1, 1, 1),
        "",
    ),
    (
        "optional, made",
        [called(1, "light"), called(1, "weather", city="Oslo")],
        {"calls": [{"name": "light", "optional": True}, OSLO]},
        (1, 1, 1, 1),
        "",
    ),
    (
        "optional, made wrongly",
        [called(1, "light", level=3)],
        {"calls": [{"name": "light", "args": {"level": 4}, "optional": True}]},
        (0, None, 1, 0),
        "light: level: expected 4, got 3",
    ),
    (
        "optional, made wrongly, where other calls may be made",
        [called(1, "light", level=3)],
        {"calls": [{"name": "light", "args": {"level": 4}, "optional": True}], "allow_extra": True},
        (1, None, 0, None),
        "",
    ),
    (
        "the required call goes before the optional one",
        [called(1, "light")],
        {"calls": [{"name": "light", "optional": True}, {"name": "light"}]},
        (1, 1, 1, None),
        "",
    ),
]


@pytest.mark.parametrize(("_", "calls", "args", "expected", "explanation"), CASES, ids=[case[0] for case in CASES])
def test_known_traces(_: str, calls: Any, args: dict[str, Any], expected: Any, explanation: str) -> None:
    found = scores(turn_trace(*calls), **args)
    assert values(found) == expected
    assert found["tools_ok"].explanation == explanation
    assert found["tools_ok"].passed is (expected[0] == 1)
    assert all(found[name].passed is None for name in found if name != "tools_ok")


def test_detail_lists_every_call() -> None:
    trace = turn_trace(
        called(1, "weather", id="a", city="Oslo"),
        responded(1.1, "weather", id="a"),
        called(2, "weather", id="b", city="Oslo"),
        called(3, "teleport", id="c"),
        called(4, "light", id="d"),
    )
    score = scores(trace, calls=[OSLO, {"name": "alarm"}])["tools_ok"]
    first, again, unknown, light = (
        {"name": "weather", "args": {"city": "Oslo"}, "id": "a", "seq": 0},
        {"name": "weather", "args": {"city": "Oslo"}, "id": "b", "seq": 2},
        {"name": "teleport", "args": {}, "id": "c", "seq": 3},
        {"name": "light", "args": {}, "id": "d", "seq": 4},
    )
    assert score.detail == {
        "pairs": [{"expected": {**OSLO, "optional": False}, "actual": first, "differences": {}}],
        "missing": [{"name": "alarm", "args": None, "optional": False}],
        "unexpected": [again, light],
        "hallucinated": [unknown],
        "repeated": [again],
        "cancelled": [],
        "duplicate_ids": [],
        "held": [],
        "answered_after_cancellation": [],
        "unanswered": [again, unknown, light],
        "in_order": True,
    }
    assert score.evidence == (0, 2, 3, 4)
    assert score.expected == "weather, alarm"


def test_a_cancelled_call_made_again_counts_once() -> None:
    trace = a_trace(
        a_turn("Go.", called(1, "weather", id="a", city="Oslo")),
        a_turn("Go on.", cancelled(2, "a"), called(3, "weather", id="b", city="Oslo"), responded(4, "weather", id="b")),
        setup=SETUP,
    )
    score = scores(trace, session=True, calls=[OSLO])["tools_ok"]
    assert score.passed
    assert [call["id"] for call in score.detail["cancelled"]] == ["a"]
    assert score.detail["unanswered"] == []
    assert score.turn is None


def test_a_cancelled_call_alone_was_still_made() -> None:
    trace = turn_trace(called(1, "weather", id="a", city="Oslo"), cancelled(2, "a"))
    assert scores(trace, calls=[OSLO])["tools_ok"].passed
    assert not scores(trace, none=True)["tools_ok"].passed


def test_calls_without_an_id_are_answered_by_name_in_turn() -> None:
    trace = turn_trace(called(1, "light"), called(1, "light"), responded(2, "light"), called(3, "light"))
    detail = scores(trace, calls=[{"name": "light", "times": 3}])["tools_ok"].detail
    assert [call["seq"] for call in detail["unanswered"]] == [1, 3]


def test_the_session_counts_over_all_turns() -> None:
    trace = a_trace(
        a_turn("Go.", called(1, "weather", city="Oslo")),
        a_turn("And Paris?", called(5, "weather", city="Paris")),
        setup=SETUP,
    )
    assert scores(trace, session=True, calls=[PARIS, OSLO])["tools_ok"].passed
    assert not scores(trace, session=True, calls=[OSLO])["tools_ok"].passed
    assert scores(trace, calls=[OSLO])["tools_ok"].passed


@pytest.mark.parametrize(
    ("setup", "hallucinated"),
    [
        ({}, False),
        ({"inputAudioTranscription": {}}, True),
        ({"tools": [{"function_declarations": [{"name": "weather"}]}]}, False),
        ({"tools": {"functionDeclarations": {"name": "weather"}}}, False),
        ({"tools": [{"googleSearch": {}}, None, {"functionDeclarations": [None, {}]}]}, True),
    ],
)
def test_hallucinated_needs_a_known_setup(setup: Any, hallucinated: bool) -> None:
    trace = turn_trace(called(1, "weather"), setup=setup)
    detail = scores(trace, calls=[{"name": "weather"}])["tools_ok"].detail
    assert bool(detail["hallucinated"]) is hallucinated


def test_the_setup_that_was_sent_wins() -> None:
    sent = SetupSent(seq=0, t=0.0, setup={"tools": [{"functionDeclarations": [{"name": "teleport"}]}]})
    trace = a_trace(a_turn("Go.", called(1, "teleport")), before=[sent], setup=SETUP)
    assert scores(trace, calls=[{"name": "teleport"}])["tools_ok"].detail["hallucinated"] == []


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({}, "tools.calls: missing; list the calls expected, or write `none: true`"),
        ({"call": []}, "tools: unknown argument 'call'; did you mean 'calls'?"),
        ({"calls": "weather"}, 'tools.calls: must be a list, not "weather"'),
        ({"calls": 0}, "tools.calls: must be a list, not 0"),
        ({"calls": ["weather"]}, 'tools.calls.0: must be a mapping with `name`, not "weather"'),
        ({"calls": [{"nam": "x"}]}, "tools.calls.0: unknown argument 'nam'; did you mean 'name'?"),
        ({"calls": [{"zzz": "x"}]}, "tools.calls.0: unknown argument 'zzz'; known: name, args, optional, times"),
        ({"calls": [{}]}, "tools.calls.0.name: must be a function's name, not null"),
        ({"calls": [{"name": "x", "times": 0}]}, "tools.calls.0.times: must be a whole number from 1 to 100, not 0"),
        (
            {"calls": [{"name": "x", "times": True}]},
            "tools.calls.0.times: must be a whole number from 1 to 100, not true",
        ),
        ({"calls": [{"name": "x", "optional": "no"}]}, 'tools.calls.0.optional: must be true or false, not "no"'),
        (
            {"calls": [{"name": "x", "args": [1]}]},
            "tools.calls.0.args: must be a mapping of argument to value, not [1]",
        ),
        (
            {"calls": [{"name": "x", "args": {"city": {"matchs": "a"}}}]},
            "tools.calls.0.args.city: unknown matcher 'matchs', did you mean 'matches'?; "
            "for a mapping with such a key add `*: any`, or use `equals`",
        ),
        ({"calls": [{"name": "x", "args": {"*": 3}}]}, "tools.calls.0.args.*: must be `any`, not 3"),
        ({"calls": [], "order": "sorted"}, 'tools.order: must be `any` or `strict`, not "sorted"'),
        ({"calls": [], "allow_extra": "yes"}, 'tools.allow_extra: must be true or false, not "yes"'),
        ({"none": 1}, "tools.none: must be true or false, not 1"),
        ({"none": True, "calls": [OSLO]}, "tools.none: cannot stand beside `calls` or `allow_extra`; keep one of them"),
    ],
)
def test_bad_arguments_are_refused(args: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        tools(**args)
    assert str(caught.value) == message


def test_an_argument_may_be_named_like_a_matcher() -> None:
    trace = turn_trace(called(1, "light", type="lamp", contains=2))
    assert scores(trace, calls=[{"name": "light", "args": {"type": "lamp", "contains": 2}}])["tools_ok"].passed


def test_a_runaway_model_is_scored_quickly() -> None:
    trace = turn_trace(*(called(1, "weather", city=f"city {number}") for number in range(300)))
    wanted = [{"name": "weather", "args": {"city": f"city {number}"}} for number in range(40, 0, -1)]
    assert scores(trace, calls=wanted)["tool_precision"].value == 40 / 300


A_CALL = st.builds(
    lambda name, x: ToolCalled(seq=0, t=None, name=name, args={"x": x}), st.sampled_from("ab"), st.integers(0, 2)
)
A_WISH = st.builds(
    lambda name, args, optional: ExpectedCall(name, args, optional),
    st.sampled_from("ab"),
    st.none() | st.fixed_dictionaries({"x": st.integers(0, 2)}),
    st.booleans(),
)


def rank(expected: list[ExpectedCall], actual: list[ToolCalled], chosen: list[tuple[int, int]]) -> tuple[int, ...]:
    """How good a pairing is, compared from left to right."""
    wrong = [len(compare(expected[row], actual[column])[0]) for row, column in chosen]
    needed = [not expected[row].optional for row, _ in chosen]
    exact = sum(count == 0 for count in wrong)
    exact_needed = sum(count == 0 and need for count, need in zip(wrong, needed, strict=True))
    return exact_needed, exact, sum(needed), -sum(wrong)


def every_pairing(expected: list[ExpectedCall], actual: list[ToolCalled]) -> list[list[tuple[int, int]]]:
    places: list[int | None] = [*range(len(actual)), *([None] * len(expected))]
    found = []
    for columns in set(permutations(places, len(expected))):
        pairs = [(row, column) for row, column in enumerate(columns) if column is not None]
        if all(expected[row].name == actual[column].name for row, column in pairs):
            found.append(pairs)
    return found


@settings(max_examples=60, deadline=None)
@given(st.lists(A_WISH, max_size=3), st.lists(A_CALL, max_size=4))
def test_pairing_is_as_good_as_the_best_of_all_pairings(wishes: list[ExpectedCall], calls: list[ToolCalled]) -> None:
    pairs = [(pair.expected, pair.actual) for pair in pair_any(wishes, calls)]
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)
    everything = every_pairing(wishes, calls)
    assert rank(wishes, calls, pairs)[:3] == max(rank(wishes, calls, one)[:3] for one in everything)
    ordered = [(pair.expected, pair.actual) for pair in pair_in_order(wishes, calls)]
    assert ordered == sorted(ordered)
    uncrossed = [one for one in everything if [column for _, column in one] == sorted(column for _, column in one)]
    assert rank(wishes, calls, ordered)[:3] == max(rank(wishes, calls, one)[:3] for one in uncrossed)


def test_of_equal_pairings_the_one_with_fewest_differences_is_taken() -> None:
    wishes = [ExpectedCall("a", {"x": 1, "y": 1}), ExpectedCall("a", {"x": 2, "y": 2})]
    calls = [ToolCalled(seq=0, t=None, name="a", args={"x": x, "y": 0}) for x in (2, 1)]
    assert [(pair.expected, pair.actual, len(pair.differences)) for pair in pair_any(wishes, calls)] == [
        (0, 1, 1),
        (1, 0, 1),
    ]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 3) | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["matches", "type", "*", "x"]), inner),
    max_leaves=5,
)
A_LISTED_CALL = st.fixed_dictionaries(
    {"name": st.sampled_from(["weather", "light"])},
    optional={"args": st.dictionaries(st.sampled_from(["city", "*"]), JSON), "times": st.integers(0, 3), "x": JSON},
)


@settings(max_examples=200, deadline=None)
@given(st.lists(A_LISTED_CALL, max_size=3) | JSON, st.sampled_from(["any", "strict", None]))
def test_whatever_is_listed_is_refused_or_scored(calls: Any, order: Any) -> None:
    trace = turn_trace(called(1, "weather", city="Oslo"), called(2, "light"))
    try:
        scorer = tools(calls=calls, order=order)
    except UsageError as error:
        assert str(error).startswith("tools.")  # noqa: PT017
        return
    verdict, recall, precision, accuracy = scorer(trace, trace.session)
    assert verdict.passed is (verdict.value == 1) is (verdict.explanation == "")
    assert all(score.value is None or 0 <= score.value <= 1 for score in (recall, precision, accuracy))
