"""Mistakes in what a scenario expects, and the one line that says so."""

import pytest

from tests.scenario.messages.bad_file import TURN, mistakes_in, named

# name, file, message after `scenarios/bad.yaml:`
_BAD_FILES: list[tuple[str, str, str]] = [
    (
        "expect_list",
        TURN + "expect: [wer]\n",
        "2:9: expect: expected a mapping, found a list",
    ),
    (
        "expect_null",
        TURN + "expect:\n  silence:\n",
        "3:11: expect.silence: expected a mapping, found nothing; write {} for an empty one",
    ),
]


@pytest.mark.parametrize(("content", "message"), named(_BAD_FILES))
def test_one_mistake_gives_one_line(content: str, message: str) -> None:
    assert mistakes_in(content) == [message]
