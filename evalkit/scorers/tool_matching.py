"""Pairs the tool calls that were expected with those that were made, one to one and at the least cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from evalkit.scorers.tool_expectation import ExpectedCall
from evalkit.text.matching import REST, differences
from evalkit.trace.events import ToolCalled

__all__ = ["Pair", "compare", "pair_any", "pair_in_order"]


@dataclass(frozen=True, slots=True)
class Pair:
    """An expected call and the call made for it; positions count in the two lists that were paired."""

    expected: int
    actual: int
    differences: Mapping[str, str] = field(default_factory=dict)
    """Argument to difference in words; empty when the call is as expected."""
    compared: int = 0
    """How many arguments were compared: those expected, and those that should not be there."""


def compare(expected: ExpectedCall, actual: ToolCalled) -> tuple[dict[str, str], int]:
    """Returns the arguments that differ, and how many were compared.

    As in BFCL's AST check an argument that is not expected is a difference, unless `args` holds `"*": any`.
    """
    if expected.args is None:
        return {}, 0
    found = differences(expected.args, actual.args)
    names = expected.args.keys() - {REST}
    return found, len(names | found.keys())


def pair_any(expected: Sequence[ExpectedCall], actual: Sequence[ToolCalled], *, extras: bool = False) -> list[Pair]:
    """Pairs in any order; exact, by the Hungarian method.

    In this order: most required calls made exactly, most calls explained exactly, most required calls made at all,
    fewest arguments that differ. Calls of different names are never paired, nor is an optional call with one that
    differs from it when `extras` are allowed.
    """
    candidates = _candidates(expected, actual, extras)
    value = _value(expected, actual, candidates)
    columns = len(actual) + len(expected)  # the last ones stand for "not made"
    cost = [[-value(row, column) for column in range(columns)] for row in range(len(expected))]
    chosen = enumerate(_assign(cost)) if cost else ()
    return [candidates[row, column] for row, column in chosen if (row, column) in candidates]


def pair_in_order(
    expected: Sequence[ExpectedCall], actual: Sequence[ToolCalled], *, extras: bool = False
) -> list[Pair]:
    """Pairs without crossing, by the same ranking as pair_any: the calls were made in the order expected."""
    candidates = _candidates(expected, actual, extras)
    value = _value(expected, actual, candidates)
    rows, columns = len(expected), len(actual)
    best = [[0] * (columns + 1) for _ in range(rows + 1)]
    for row in range(rows - 1, -1, -1):
        for column in range(columns - 1, -1, -1):
            skip = max(best[row + 1][column], best[row][column + 1])
            best[row][column] = max(skip, value(row, column) + best[row + 1][column + 1])
    return _walk(best, candidates, value)


def _walk(
    best: list[list[int]], candidates: Mapping[tuple[int, int], Pair], value: Callable[[int, int], int]
) -> list[Pair]:
    pairs: list[Pair] = []
    row = column = 0
    while row < len(best) - 1 and column < len(best[0]) - 1:
        if (row, column) in candidates and best[row][column] == value(row, column) + best[row + 1][column + 1]:
            pairs.append(candidates[row, column])
            row, column = row + 1, column + 1
        elif best[row][column] == best[row + 1][column]:
            row += 1
        else:
            column += 1
    return pairs


def _candidates(
    expected: Sequence[ExpectedCall], actual: Sequence[ToolCalled], extras: bool
) -> dict[tuple[int, int], Pair]:
    found: dict[tuple[int, int], Pair] = {}
    for row, wanted in enumerate(expected):
        for column, made in enumerate(actual):
            if wanted.name == made.name:
                wrong, compared = compare(wanted, made)
                if not (wrong and wanted.optional and extras):
                    found[row, column] = Pair(row, column, wrong, compared)
    return found


def _value(
    expected: Sequence[ExpectedCall], actual: Sequence[ToolCalled], candidates: Mapping[tuple[int, int], Pair]
) -> Callable[[int, int], int]:
    """What a pair is worth: one integer in which each rank outweighs all lower ranks of all pairs together."""
    worst = max((len(pair.differences) for pair in candidates.values()), default=0)
    tier = 1 + min(len(expected), len(actual)) * (worst + 1)

    def value(row: int, column: int) -> int:
        pair = candidates.get((row, column))
        if pair is None:
            return 0
        exact, required = not pair.differences, not expected[row].optional
        agreement = worst + 1 - len(pair.differences)
        return (exact and required) * tier**3 + exact * tier**2 + required * tier + agreement

    return value


def _assign(cost: Sequence[Sequence[int]]) -> list[int]:
    """Returns the column of each row in an assignment of least total cost; rows must not outnumber columns.

    The Hungarian method with potentials, O(rows² · columns) (Kuhn 1955, Munkres 1957).
    """
    rows, columns = len(cost), len(cost[0])
    row_potential, column_potential = [0] * (rows + 1), [0] * (columns + 1)
    row_of = [0] * (columns + 1)  # counted from 1; column 0 holds the row being placed
    for row in range(1, rows + 1):
        row_of[0] = row
        came_from = _cheapest_path(cost, row_of, row_potential, column_potential)
        column = came_from[-1]
        while column:
            row_of[column] = row_of[came_from[column]]
            column = came_from[column]
    chosen = [0] * rows
    for column in range(1, columns + 1):
        if row_of[column]:
            chosen[row_of[column] - 1] = column - 1
    return chosen


def _cheapest_path(
    cost: Sequence[Sequence[int]], row_of: list[int], row_potential: list[int], column_potential: list[int]
) -> list[int]:
    """Returns the column before each column on the way to a free one, which stands last; adjusts the potentials."""
    columns = len(column_potential)
    came_from, seen = [0] * columns, [False] * columns
    slack: list[float] = [float("inf")] * columns
    column = 0
    while row_of[column]:
        seen[column] = True
        row = row_of[column]
        for other in range(1, columns):
            reduced = cost[row - 1][other - 1] - row_potential[row] - column_potential[other]
            if not seen[other] and reduced < slack[other]:
                slack[other], came_from[other] = reduced, column
        nearest = min((other for other in range(1, columns) if not seen[other]), key=slack.__getitem__)
        step = int(slack[nearest])
        for other in range(columns):
            if seen[other]:
                row_potential[row_of[other]] += step
                column_potential[other] -= step
            else:
                slack[other] -= step
        column = nearest
    return [*came_from, column]
