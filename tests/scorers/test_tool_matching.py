"""Pairing expected calls with those made, against every pairing there is."""

from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.scorers.tool_expectation import ExpectedCall
from evalkit.scorers.tool_matching import compare, pair_any, pair_in_order
from evalkit.trace.events import ToolCalled

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
