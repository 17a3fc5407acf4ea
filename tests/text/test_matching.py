"""Values matched with what is expected of them, and the words in which they differ."""

import subprocess
import sys
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.errors import UsageError
from evalkit.text.matching import ABSENT, check_matcher, differences, mismatch

WAY_OUT = "for a mapping with such a key add `*: any`, or use `equals`"


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        (12, 12.0),
        (12.0, 12),
        ("Oslo", "Oslo"),
        (True, True),
        (None, None),
        ([1, "a"], [1.0, "a"]),
        ([], []),
        ({}, {}),
        ("/new york/i", "in New York City"),
        ("/^4\\d+$/", 48291),
        ("/home/user", "/home/user"),
        ("/", "/"),
        ({"matches": "new york"}, "New York"),
        ({"matches": "/New/"}, "New York"),
        ({"matches": "^true$"}, True),
        ({"matches": "^12$"}, 12.0),
        ({"equals": "/x/"}, "/x/"),
        ({"equals": {"type": "circle"}}, {"type": "circle"}),
        ({"one_of": ["C", "/^cel/i"]}, "Celsius"),
        ({"one_of": ["C", {"absent": True}]}, ABSENT),
        ({"contains": "york"}, "New York"),
        ({"contains": 5}, "room 512"),
        ({"contains": {"city": "Oslo"}}, [{"city": "Rome"}, {"city": "Oslo"}]),
        ({"approx": 0.3, "tolerance": 0.1}, 0.4),
        ({"approx": 20, "tolerance": 0}, 20.0),
        ({"approx": 1e6}, 1e6 + 0.5),
        ({"like": "New York, N.Y."}, "new-york ny"),
        ({"like": "it's"}, "It’s"),
        ({"like": "5"}, 5.0),
        ({"type": "string"}, ""),
        ({"type": "number"}, 1.5),
        ({"type": "number"}, 1),
        ({"type": "integer"}, 5.0),
        ({"type": "boolean"}, False),
        ({"type": "object"}, {}),
        ({"type": "array"}, []),
        ({"any": True}, None),
        ({"absent": True}, ABSENT),
        ({"absent": True}, None),
        ({"city": "/oslo/i", "*": "any"}, {"city": "Oslo", "unit": "C"}),
        ({"*": {"any": True}}, {"x": 1}),
        ({"where": {"city": {"matches": "os"}}}, {"where": {"city": "Oslo"}}),
        ({"type": "circle", "radius": {"approx": 2, "tolerance": 1}}, {"type": "circle", "radius": 3}),
        ({"city": "Oslo", "unit": {"absent": True}}, {"city": "Oslo"}),
        ({"line": 3}, {"line": 3}),
        ([{"any": True}, {"type": "string"}], [None, "x"]),
    ],
)
def test_matches(expected: Any, actual: Any) -> None:
    check_matcher(expected)
    assert mismatch(expected, actual) is None


@pytest.mark.parametrize(
    ("expected", "actual", "difference"),
    [
        (12, 13, "expected 12, got 13"),
        (1, True, "expected 1, got true"),
        (False, 0, "expected false, got 0"),
        (12, "12", 'expected 12, got "12"'),
        ("Oslo", "oslo", 'expected "Oslo", got "oslo"'),
        ("Oslo", None, 'expected "Oslo", got null'),
        ("Oslo", ABSENT, 'missing, expected "Oslo"'),
        (float("nan"), float("nan"), "expected NaN, got NaN"),
        ([1, 2], [1, 3], "element 2: expected 2, got 3"),
        ([1], [1, 2], "expected 1 elements, got 2: [1, 2]"),
        ([1], "1", 'expected an array, got "1"'),
        ("/new york/", "New York", 'expected a match of /new york/, got "New York"'),
        ({"matches": "rome"}, "Oslo", 'expected a match of /rome/i, got "Oslo"'),
        ({"matches": "."}, [1], "expected a match of /./i, got [1]"),
        ({"matches": "."}, ABSENT, "expected a match of /./i, got nothing"),
        ({"equals": "a"}, "A", 'expected "a", got "A"'),
        ({"equals": [1, {"a": 1}]}, [1, {"a": 1, "b": 2}], 'expected [1, {"a": 1}], got [1, {"a": 1, "b": 2}]'),
        ({"one_of": ["C", "F"]}, "K", 'expected one of ["C", "F"], got "K"'),
        ({"contains": "rome"}, "Oslo", 'expected something that contains "rome", got "Oslo"'),
        ({"contains": 3}, [1, 2], "expected something that contains 3, got [1, 2]"),
        ({"contains": "a"}, {"a": 1}, 'expected something that contains "a", got {"a": 1}'),
        ({"approx": 20, "tolerance": 0.5}, 21, "expected 20 ± 0.5, got 21"),
        ({"approx": 1}, True, "expected 1 ± 1e-06, got true"),
        ({"approx": 1}, 10**400, f"expected 1 ± 1e-06, got 1{'0' * 78}…"),
        ({"like": "3.5"}, "35", 'expected something like "3.5", got "35"'),
        ({"like": "a"}, None, 'expected something like "a", got null'),
        ({"type": "integer"}, 1.5, "expected type integer, got number 1.5"),
        ({"type": "number"}, True, "expected type number, got boolean true"),
        ({"type": "string"}, None, "expected type string, got null null"),
        ({"any": True}, ABSENT, "missing, any value would do"),
        ({"absent": True}, 0, "expected none, got 0"),
        ({"city": "Oslo"}, {"city": "Rome", "x": 1}, 'city: expected "Oslo", got "Rome"; x: unexpected, got 1'),
        ({"city": "Oslo"}, "Oslo", 'expected an object, got "Oslo"'),
        ({"a": {"b": 1}}, {"a": {"b": 2}}, "a: b: expected 1, got 2"),
        ("x", "y" * 200, f'expected "x", got "{"y" * 78}…'),
    ],
)
def test_does_not_match(expected: Any, actual: Any, difference: str) -> None:
    check_matcher(expected)
    assert mismatch(expected, actual) == difference


@pytest.mark.parametrize(
    ("expected", "message"),
    [
        ("/(/", 'when.x: bad regular expression "(": missing ), unterminated subpattern at position 0'),
        ({"matches": "["}, 'when.x.matches: bad regular expression "[": unterminated character set at position 0'),
        ({"matches": 5}, "when.x.matches: must be text, not 5"),
        ({"matches": ""}, 'when.x.matches: must be text, not ""'),
        ({"like": None}, "when.x.like: must be text, not null"),
        ("/a/g", "when.x: unknown regex flag 'g'; known: i, m, s, x"),
        ({"matchs": "a"}, f"when.x: unknown matcher 'matchs', did you mean 'matches'?; {WAY_OUT}"),
        ({"approx": 1, "tolerence": 1}, f"when.x: unknown matcher 'tolerence', did you mean 'tolerance'?; {WAY_OUT}"),
        (
            {"matches": "a", "contains": "b"},
            "when.x: a matcher has exactly one of matches, equals, one_of, contains, approx, like, type, any, absent",
        ),
        ({"tolerance": 1}, "when.x: a matcher has exactly one of matches"),
        ({"matches": "a", "tolerance": 1}, f"when.x: `tolerance` goes with `approx` only; {WAY_OUT}"),
        ({"one_of": "C"}, 'when.x.one_of: must be a list of what is accepted, not "C"'),
        ({"one_of": []}, "when.x.one_of: must be a list of what is accepted, not []"),
        ({"one_of": ["a", "/[/"]}, 'when.x.one_of.1: bad regular expression "["'),
        ({"contains": "/(/"}, 'when.x.contains: bad regular expression "("'),
        ({"approx": "1"}, 'when.x.approx: must be a number, not "1"'),
        ({"approx": float("inf")}, "when.x.approx: must be a number, not Infinity"),
        ({"approx": 10**400}, "when.x.approx: must be a number, not 1000"),
        ({"approx": 1, "tolerance": -1}, "when.x.approx: `tolerance` must be a number of at least 0, not -1"),
        (
            {"approx": 1, "tolerance": float("nan")},
            "when.x.approx: `tolerance` must be a number of at least 0, not NaN",
        ),
        (
            {"type": "circle"},
            'when.x.type: must be one of string, number, integer, boolean, object, array, not "circle"; '
            "for a mapping with the key `type` use `equals`",
        ),
        ({"type": "strin"}, "object, array, not \"strin\"; did you mean 'string'?"),
        ({"type": ["string"]}, 'object, array, not ["string"]'),
        ({"any": False}, "when.x.any: must be true, not false"),
        ({"absent": "yes"}, 'when.x.absent: must be true, not "yes"'),
        ({"*": 1}, "when.x.*: must be `any`, not 1"),
        ({"a": {"b": ["/[/"]}}, 'when.x.a.b.0: bad regular expression "["'),
    ],
)
def test_a_bad_matcher_is_refused_with_its_place(expected: Any, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_matcher(expected, "when.x")
    assert message in str(caught.value)


def test_differences_by_name() -> None:
    wanted = {"city": "/oslo/i", "days": {"approx": 3, "tolerance": 1}, "unit": {"absent": True}}
    assert differences(wanted, {"city": "Oslo", "days": 4}) == {}
    assert differences(wanted, {"city": "Rome", "days": 4, "unit": "C", "x": 1}) == {
        "city": 'expected a match of /oslo/i, got "Rome"',
        "unit": 'expected none, got "C"',
        "x": "unexpected, got 1",
    }
    assert differences({"city": "Oslo"}, {"city": "Oslo", "x": 1}, others=True) == {}
    assert differences({"city": "Oslo", "*": "any"}, {"city": "Oslo", "x": 1}) == {}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
KEYS = [
    "matches",
    "equals",
    "one_of",
    "contains",
    "approx",
    "like",
    "type",
    "any",
    "absent",
    "tolerance",
    "*",
    "matchs",
]
MATCHERS = JSON | st.recursive(
    JSON | st.from_regex(r"/.{0,8}/[a-z]{0,2}", fullmatch=True),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from([*KEYS, "x"]), inner, max_size=2),
    max_leaves=6,
)


@pytest.mark.filterwarnings("ignore:Possible (nested set|set)")
@given(MATCHERS, JSON)
def test_what_is_checked_never_fails_later(expected: Any, actual: Any) -> None:
    try:
        check_matcher(expected)
    except UsageError:
        return
    difference = mismatch(expected, actual)
    assert difference is None or difference


@given(JSON)
def test_equals_accepts_a_value_itself(value: Any) -> None:
    nan = "NaN" in repr(value) or "nan" in repr(value)
    assert nan or mismatch({"equals": value}, value) is None


@given(MATCHERS, JSON)
@pytest.mark.filterwarnings("ignore:Possible (nested set|set)")
def test_an_unchecked_matcher_raises_only_usage_errors(expected: Any, actual: Any) -> None:
    with suppress(UsageError):
        mismatch(expected, actual)


def test_deep_values_are_shown_shortly() -> None:
    deep: Any = 1
    for _ in range(5000):
        deep = [deep]
    assert mismatch("x", deep) == 'expected "x", got an array'


def test_matching_is_light() -> None:
    program = (
        "import sys, evalkit.text.matching; "
        "assert not {'numpy', 'whisper_normalizer', 'jiwer', 'asyncio'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
