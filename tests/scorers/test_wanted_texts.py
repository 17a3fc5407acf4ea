from typing import Any

import pytest

from evalkit.errors import UsageError
from evalkit.scorers.wanted_texts import read_wanted_texts


@pytest.mark.parametrize(
    ("wanted", "texts", "complaints"),
    [
        ({"contains": "EURO 2024"}, ["who won Euro 2024"], []),
        ({"contains": ["a", "b"]}, ["a", "b"], []),
        ({"contains": ["a", "c"]}, ["a", "b"], ['lacks "c"']),
        ({"contains": 42}, ["= 42"], []),
        ({"matches": "^WHO"}, ["who won"], []),
        ({"matches": "/^WHO/"}, ["who won"], ["does not match /^WHO/"]),
        ({"contains": "a", "matches": ["x", "y"]}, [], ['lacks "a"', "does not match x", "does not match y"]),
        ({}, [], []),
    ],
)
def test_each_thing_wanted_may_be_in_any_text(wanted: dict[str, Any], texts: list[str], complaints: list[str]) -> None:
    assert read_wanted_texts("code.output", wanted).complaints(texts) == complaints


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"contain": "a"}, "code.output: unknown argument 'contain'; did you mean 'contains'?"),
        ({"contains": []}, "code.output.contains: must be text or a list of texts, not []"),
        ({"contains": ["a", ""]}, 'code.output.contains: must be text or a list of texts, not ["a", ""]'),
        ({"contains": {"a": 1}}, 'code.output.contains: must be text or a list of texts, not {"a": 1}'),
        (
            {"matches": "("},
            'code.output.matches: bad regular expression "(": missing ), unterminated subpattern at position 0; '
            "for plain text use `equals`",
        ),
    ],
)
def test_what_cannot_be_looked_for_is_refused(wanted: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_wanted_texts("code.output", wanted)
    assert str(caught.value) == message


def test_words() -> None:
    found = read_wanted_texts("x", {"contains": "42", "matches": "^a"})
    assert found.words == 'contains "42", matches ^a'
