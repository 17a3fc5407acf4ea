"""Mistakes in a scenario's own keys, and the one line that says so."""

import pytest

from tests.scenario.messages.bad_file import TURN, mistakes_in, named

# name, file, message after `scenarios/bad.yaml:`
_BAD_FILES: list[tuple[str, str, str]] = [
    (
        "unknown_key",
        TURN + "timeout: {setup_s: 3}\n",
        "2:1: timeout: unknown key 'timeout'; did you mean 'timeouts'?",
    ),
    (
        "unknown_far",
        TURN + "zzz: 1\n",
        "2:1: zzz: unknown key 'zzz'; the keys here are description, tags, language, setup, "
        "setup_unchecked, tools, turns, expect, timeouts, audio, conditions, expected_failure, quarantine, "
        "mock",
    ),
    (
        "missing_turns",
        "description: x\n",
        "1:1: missing key 'turns'",
    ),
    (
        "no_turns",
        "turns: []\n",
        "1:8: turns: a scenario has at least one turn; say, type or play something",
    ),
    (
        "turns_mapping",
        "turns: {say: hi}\n",
        "1:8: turns: expected a list, found a mapping",
    ),
    (
        "turns_null",
        "turns:\n",
        "1:7: turns: expected a list, found nothing",
    ),
    (
        "description_number",
        TURN + "description: 12\n",
        "2:14: description: expected a string, found 12; put it in quotes",
    ),
    (
        "tag_space",
        TURN + "tags: [a b]\n",
        "2:8: tags.0: expected a name without spaces or commas, found 'a b'",
    ),
    (
        "tags_string",
        TURN + "tags: nightly\n",
        "2:7: tags: expected a list, found 'nightly'",
    ),
    (
        "language",
        TURN + "language: english\n",
        "2:11: language: expected a BCP-47 language such as en or pt-BR, found 'english'",
    ),
    (
        "expected_failure",
        TURN + "expected_failure: ' '\n",
        "2:19: expected_failure: expected some text, found ' '",
    ),
    (
        "timeouts_zero",
        TURN + "timeouts: {gap_s: 0}\n",
        "2:19: timeouts.gap_s: expected a number greater than 0, found 0",
    ),
    (
        "timeouts_text",
        TURN + "timeouts: {gap_s: '3'}\n",
        "2:19: timeouts.gap_s: expected a number, found '3'",
    ),
    (
        "timeouts_key",
        TURN + "timeouts: {gap_ms: 3}\n",
        "2:12: timeouts.gap_ms: unknown key 'gap_ms'; did you mean 'gap_s'?",
    ),
    (
        "chunk",
        TURN + "audio: {chunk_ms: 10}\n",
        "2:19: audio.chunk_ms: expected a number of at least 20, found 10",
    ),
    (
        "chunk_float",
        TURN + "audio: {chunk_ms: 20.5}\n",
        "2:19: audio.chunk_ms: expected a whole number, found 20.5",
    ),
    (
        "chunk_big",
        TURN + "audio: {chunk_ms: 41}\n",
        "2:19: audio.chunk_ms: expected a number of at most 40, found 41",
    ),
    (
        "audio_null",
        TURN + "audio:\n",
        "2:7: audio: expected a mapping, found nothing; write {} for an empty one",
    ),
]


@pytest.mark.parametrize(("content", "message"), named(_BAD_FILES))
def test_one_mistake_gives_one_line(content: str, message: str) -> None:
    assert mistakes_in(content) == [message]
