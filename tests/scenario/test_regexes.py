from typing import Any

import pytest

from evalkit.scenario.regexes import regex_problems


@pytest.mark.parametrize(
    "matcher",
    [
        "/oslo/i",
        "/a|b/ms",
        "/(?i)a/",
        "/usr/bin",
        "//",
        "(",
        12,
        None,
        {"matches": "new york"},
        {"equals": "/(/"},
        {"like": "/(/"},
        {"city": ["/a/", {"matches": "/b/i"}]},
        {"matches": "[[a]"},
    ],
)
def test_usable_matchers(matcher: Any) -> None:
    assert list(regex_problems(matcher)) == []


@pytest.mark.parametrize(
    ("matcher", "place", "problem"),
    [
        ("/(/", (), "not a regular expression: missing ), unterminated subpattern at position 0"),
        ("/a/g", (), "unknown flag 'g' after the regular expression; flags are i, m, s, x"),
        ({"matches": "*"}, ("matches",), "not a regular expression: nothing to repeat at position 0"),
        ({"matches": 3}, ("matches",), "expected a regular expression"),
        (
            {"matches": "/(/"},
            ("matches",),
            "not a regular expression: missing ), unterminated subpattern at position 0",
        ),
        ({"one_of": ["a", "/[/"]}, ("one_of", 1), "not a regular expression: unterminated character set at position 0"),
        ("/a{99999999999999999999}/", (), "not a regular expression: the repetition number is too large"),
    ],
)
def test_unusable_matchers(matcher: Any, place: tuple[str | int, ...], problem: str) -> None:
    assert list(regex_problems(matcher)) == [(place, problem)]
