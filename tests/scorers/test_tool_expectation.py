"""What a scenario may say of tool calls, and what it is told when it says something else."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.errors import UsageError
from evalkit.scorers.tool_expectation import Expectation, ExpectedCall, ValueUse, read_expectation, read_uses
from evalkit.scorers.tools import tools

OSLO = {"name": "weather", "args": {"city": "Oslo"}}
BESIDE = "`order` or `allow_extra`; list the calls expected"
A_PATH = "must be a path such as `celsius` or `forecast.0.high`"


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
        ({"calls": [], "order": "sorted"}, 'tools.order: must be `any`, `strict` or `parallel`, not "sorted"'),
        ({"calls": [], "order": ["any"]}, 'tools.order: must be `any`, `strict` or `parallel`, not ["any"]'),
        ({"answer_uses": ["x"], "order": "strict"}, f"tools.calls: missing beside {BESIDE}"),
        ({"answer_uses": ["x"], "allow_extra": True}, f"tools.calls: missing beside {BESIDE}"),
        (
            {"answer_uses": "celsius"},
            'tools.answer_uses: must be a list of paths, not "celsius"; write the key in what the tool returns, as in '
            "[celsius]",
        ),
        (
            {"answer_uses": []},
            "tools.answer_uses: must be a list of paths, not []; write the key in what the tool returns, as in "
            "[celsius]",
        ),
        ({"answer_uses": [3]}, f"tools.answer_uses.0: {A_PATH}, not 3"),
        ({"answer_uses": ["a..b"]}, f'tools.answer_uses.0: {A_PATH}, not "a..b"'),
        ({"answer_uses": ["a", {"function": "f"}]}, f"tools.answer_uses.1.path: {A_PATH}, not null"),
        (
            {"answer_uses": [{"path": "a", "function": ""}]},
            'tools.answer_uses.0.function: must be a function\'s name, not ""',
        ),
        (
            {"answer_uses": [{"path": "a", "tolerance": -1}]},
            "tools.answer_uses.0.tolerance: must be a number of at least 0, not -1",
        ),
        (
            {"answer_uses": [{"path": "a", "tolerance": float("nan")}]},
            "tools.answer_uses.0.tolerance: must be a number of at least 0, not NaN",
        ),
        (
            {"answer_uses": [{"path": "a", "tolerence": 1}]},
            "tools.answer_uses.0: unknown argument 'tolerence'; did you mean 'tolerance'?",
        ),
        (
            {"duplicate_calls": 0},
            "tools.duplicate_calls: expected a limit, found 0; write duplicate_calls: {max: 0}",
        ),
        (
            {"duplicated_calls": {"max": 0}},
            "tools: unknown argument 'duplicated_calls'; did you mean 'duplicate_calls'?",
        ),
        (
            {"calls": [], "wrong_values": {"max": 0}},
            "tools.wrong_values: nothing to look for; add `answer_uses`, the paths to what tools return",
        ),
        (
            {"tool_recall": {"min": 1}},
            "tools.tool_recall: no calls to compare with; add `calls`, or `none: true`",
        ),
        (
            {"calls": [OSLO], "irrelevance_accuracy": {"min": 1}},
            "tools.irrelevance_accuracy: calls are allowed here; it goes with `none: true` only",
        ),
        ({"calls": [], "allow_extra": "yes"}, 'tools.allow_extra: must be true or false, not "yes"'),
        ({"none": 1}, "tools.none: must be true or false, not 1"),
        ({"none": True, "calls": [OSLO]}, "tools.none: cannot stand beside `calls` or `allow_extra`; keep one of them"),
    ],
)
def test_bad_arguments_are_refused(args: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        tools(**args)
    assert str(caught.value) == message


def test_calls_are_said_in_words() -> None:
    calls = (ExpectedCall("a"), ExpectedCall("b", optional=True))
    assert Expectation(calls, "any", False).words == "a, b (optional)"
    assert Expectation(calls, "strict", True).words == "a, then b (optional), others allowed"
    assert Expectation(calls, "parallel", False).words == "a beside b (optional)"
    assert (Expectation((), "any", False).words, Expectation((), "any", True).words) == ("no call", "any calls")


@pytest.mark.parametrize(
    ("args", "allows_none"),
    [((None, "any", False, True), True), (([], "any", False, False), True), (([], "any", True, False), False)],
)
def test_when_no_call_is_allowed(args: Any, allows_none: bool) -> None:
    assert read_expectation(*args).allows_none is allows_none


def test_calls_may_be_left_out_beside_something_else() -> None:
    left_out = read_expectation(None, "any", False, False, others=True)
    assert (left_out.stated, left_out.allows_none) == (False, False)
    assert read_expectation(None, "any", False, True, others=True).stated


def test_uses_are_read() -> None:
    assert read_uses(["a", {"path": "b.0", "function": "f", "tolerance": 1}]) == (
        ValueUse("a"),
        ValueUse("b.0", "f", 1.0),
    )
    assert ValueUse("a").of("anything")
    assert (ValueUse("a", "f").of("f"), ValueUse("a", "f").of("g")) == (True, False)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["path", "function", "tolerance", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(JSON)
def test_whatever_is_to_be_used_is_read_or_refused(answer_uses: Any) -> None:
    try:
        uses = read_uses(answer_uses)
    except UsageError as error:
        assert str(error).startswith("tools.answer_uses")  # noqa: PT017
        return
    assert len(uses) == len(answer_uses)
