"""BFCL's rules case by case, beside the expectation one would write: what docs/tools.md is made from."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from evalkit.text.matching import ABSENT
from tests.scorers.bfcl_row import NUMBERS_BY_VALUE, Row, one
from tests.scorers.bfcl_rules import Answer, Category
from tests.scorers.bfcl_value_cases import DICTS, LISTS, STRINGS

__all__ = ["ROWS"]


def several(
    rule: str,
    answers: Sequence[Answer],
    calls: Sequence[tuple[str, Mapping[str, Any]]],
    expect: Mapping[str, Any],
    *,
    category: Category = "parallel",
    why: str = "",
    spelled: Mapping[str, Any] | None = None,
) -> Row:
    """Calls of functions with one optional integer `x`."""
    return Row(
        section="Functions and how many calls",
        rule=rule,
        declared={"x": "integer"},
        required=(),
        answers=answers,
        calls=calls,
        expect=expect,
        category=category,
        why=why,
        spelled=spelled,
    )


def wish(name: str, x: Any = None) -> dict[str, Any]:
    return {"name": name, "args": {} if x is None else {"x": x}}


F: Answer = {"f": {}}
F1: Answer = {"f": {"x": [1]}}
F2: Answer = {"f": {"x": [2]}}
OPTIONAL = {"one_of": ["C", {"absent": True}]}
FUNCTIONS = (
    several("the one call", [F], [("f", {})], {"calls": [wish("f")]}, category="simple"),
    several("another function", [F], [("g", {})], {"calls": [wish("f")]}, category="simple"),
    several("no call", [F], [], {"calls": [wish("f")]}, category="simple"),
    several("one call too many", [F], [("f", {}), ("g", {})], {"calls": [wish("f")]}, category="simple"),
    several("the same call again", [F], [("f", {}), ("f", {})], {"calls": [wish("f")]}, category="simple"),
    several("letters of a name", [F], [("F", {})], {"calls": [wish("f")]}, category="simple"),
    several(
        "a dot in a name stands for _ (for models whose API takes none)",
        [{"math.sum": {}}],
        [("math_sum", {})],
        {"calls": [wish("math.sum")]},
        category="simple",
        why="a name is compared as the setup declares it",
        spelled={"calls": [wish("math_sum")]},
    ),
    several(
        "parallel, in order", [F1, F2], [("f", {"x": 1}), ("f", {"x": 2})], {"calls": [wish("f", 1), wish("f", 2)]}
    ),
    several(
        "parallel, in another order",
        [F1, F2],
        [("f", {"x": 2}), ("f", {"x": 1})],
        {"calls": [wish("f", 1), wish("f", 2)]},
    ),
    several("parallel, one missing", [F1, F2], [("f", {"x": 1})], {"calls": [wish("f", 1), wish("f", 2)]}),
    several(
        "parallel, one for two wishes",
        [F1, F1],
        [("f", {"x": 1}), ("f", {"x": 2})],
        {"calls": [{**wish("f", 1), "times": 2}]},
    ),
    several(
        "parallel, functions mixed",
        [F1, {"g": {"x": [1]}}],
        [("g", {"x": 1}), ("f", {"x": 1})],
        {"calls": [wish("f", 1), wish("g", 1)]},
    ),
    several(
        "parallel, the first wish takes the first call that fits",
        [{"f": {"x": [1, 2]}}, F1],
        [("f", {"x": 1}), ("f", {"x": 2})],
        {"calls": [wish("f", {"one_of": [1, 2]}), wish("f", 1)]},
        why="calls are paired at the least cost, so that the order of the wishes decides nothing",
    ),
    several("irrelevance: no call", [], [], {"none": True}, category="irrelevance"),
    several("irrelevance: a call", [], [("f", {})], {"none": True}, category="irrelevance"),
)

PARAMETERS = (
    one("required and given", "integer", [5], 5, 5),
    one("required and missing", "integer", [5], ABSENT, 5),
    one("not in the ground truth", "integer", ABSENT, 5, ABSENT, optional=True),
    one("optional, left out", "string", ["C", ""], ABSENT, OPTIONAL, optional=True),
    one("optional, given rightly", "string", ["C", ""], "C", OPTIONAL, optional=True),
    one("optional, given wrongly", "string", ["C", ""], "K", OPTIONAL, optional=True),
    one(
        "optional, given as an empty string",
        "string",
        ["C", ""],
        "",
        OPTIONAL,
        optional=True,
        why='"" is only BFCL\'s mark for "may be left out", and no value that the user asked for',
        spelled={"one_of": ["C", "", {"absent": True}]},
    ),
    one(
        "optional, given as an empty list",
        "array of integer",
        [[1], ""],
        [],
        {"one_of": [[1], {"absent": True}]},
        optional=True,
        why='the mark "" has no elements, as the list; it is no value that the user asked for',
        spelled={"one_of": [[1], [], {"absent": True}]},
    ),
    one("optional in the declaration, but not so marked", "string", ["C"], ABSENT, "C", optional=True),
    one(
        "given as null",
        "string",
        ["C", ""],
        None,
        OPTIONAL,
        optional=True,
        why="null is what JSON says for nothing, so it counts as left out",
        spelled="C",
    ),
)

TYPES = (
    one("an integer for a float", "float", [5.0], 5, 5.0),
    one("a float for an integer", "integer", [5], 5.0, 5, why=NUMBERS_BY_VALUE),
    one("a fraction for an integer", "integer", [5], 5.5, 5),
    one("a number in a string", "integer", [5], "5", 5),
    one("true for 1", "integer", [1], True, 1),
    one("1 for true", "boolean", [True], 1, True),
    one("a boolean", "boolean", [True], True, True),
    one("a string for a boolean", "boolean", [True], "true", True),
    one("one of several values", "integer", [5, 6], 6, {"one_of": [5, 6]}),
    one("none of several values", "integer", [5, 6], 7, {"one_of": [5, 6]}),
    one("nearly the value", "float", [0.3], 0.30000001, 0.3),
    one("a variable of the program, of another type than declared", "integer", ["days"], "days", "days"),
    one("a variable in other letters", "integer", ["days"], "Days", "days"),
    one("any", "any", ["5"], "5", "5"),
)

SECTIONS = {"Parameters": PARAMETERS, "Types and values": TYPES, "Strings": STRINGS, "Lists": LISTS, "Dicts": DICTS}


ROWS = (*FUNCTIONS, *(replace(row, section=section) for section, rows in SECTIONS.items() for row in rows))
