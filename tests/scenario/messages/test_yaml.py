"""Mistakes in the YAML of a scenario file, before any key has a meaning, and the one line that says so."""

import pytest

from tests.scenario.messages.bad_file import TURN, mistakes_in, named

# name, file, message after `scenarios/bad.yaml:`
_BAD_FILES: list[tuple[str, str | bytes, str]] = [
    (
        "empty",
        "",
        "the file is empty; a scenario needs at least 'turns'",
    ),
    (
        "comment",
        "# nothing\n",
        "the file is empty; a scenario needs at least 'turns'",
    ),
    (
        "bom",
        "\ufeffturns: []\n",
        "1:1: the file starts with a byte order mark; save it as UTF-8 without BOM",
    ),
    (
        "nul",
        "turns:\n  - say: a\x00b\n",
        "2:11: the control character U+0000 is not allowed; remove it, or write it as an escape in double quotes",
    ),
    (
        "not_utf8",
        b"turns:\n  - say: caf\xe9\n",
        "2:13: the file is not valid UTF-8; save it as UTF-8",
    ),
    (
        "tab",
        "turns:\n\t- say: hi\n",
        "2:1: a tab stands where YAML takes only spaces; indent with spaces",
    ),
    (
        "unclosed",
        "turns: [{say: hi}\n",
        "2:1: not valid YAML: did not find expected ',' or ']'; close the list with ']'",
    ),
    (
        "quote",
        'turns: [{say: "hi}]\n',
        "2:1: not valid YAML: found unexpected end of stream; a quote is not closed",
    ),
    (
        "colon",
        "description: say: this\nturns: [{say: hi}]\n",
        "1:17: not valid YAML: mapping values are not allowed in this context; put a value that "
        "holds ': ' in quotes, or mend the indentation",
    ),
    (
        "at",
        "turns: [{say: @home}]\n",
        "1:15: not valid YAML: a value cannot start with '@'; put it in quotes",
    ),
    (
        "duplicate",
        TURN + "tags: []\nturns: []\n",
        "3:1: duplicate key 'turns'; it was first given on line 1",
    ),
    (
        "duplicate_nested",
        "turns:\n  - say: hi\n    say: ho\n",
        "3:5: turns.0: duplicate key 'say'; it was first given on line 2",
    ),
    (
        "alias",
        "description: *hi\nturns: [{say: hi}]\n",
        "1:14: description: the alias *hi is not supported; write the value again",
    ),
    (
        "anchor",
        "turns: &all [{say: hi}]\n",
        "1:8: turns: the anchor &all is not supported; write the value itself",
    ),
    (
        "merge",
        "turns:\n  - <<: {say: hi}\n",
        "2:5: turns.0: the merge key << is not supported; write the keys themselves",
    ),
    (
        "tag",
        "turns: [{say: !!str 3}]\n",
        "1:15: turns.0.say: the tag '!!str' is not supported; write the value without it",
    ),
    (
        "number_key",
        "turns: [{say: hi, 1: x}]\n",
        '1:19: turns.0: a key must be a string, found 1; write "1" with its quotes',
    ),
    (
        "bool_key",
        "turns: [{say: hi, true: x}]\n",
        '1:19: turns.0: a key must be a string, found true; write "true" with its quotes',
    ),
    (
        "list_key",
        "turns:\n  - ? [a]\n    : b\n",
        "2:7: turns.0: a key must be a string, found a list; put a value that starts with it in quotes",
    ),
    (
        "documents",
        TURN + "---\nturns: []\n",
        "2:1: the file holds several documents; write one scenario per file",
    ),
    (
        "nan",
        "turns: [{silence_s: .nan}]\n",
        "1:21: turns.0.silence_s: expected a finite number, found .nan; put it in quotes if it is text",
    ),
    (
        "inf",
        "turns: [{silence_s: 1e999}]\n",
        "1:21: turns.0.silence_s: the number 1e999 is out of range; put it in quotes if it is text",
    ),
    (
        "huge_int",
        "turns: [{silence_s: 99999999999999999999}]\n",
        "1:21: turns.0.silence_s: the number 99999999999999999999 is out of range; put it in quotes if it is text",
    ),
    (
        "deep",
        "setup: " + "{a: " * 40,
        "1:132: setup.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a: the file nests"
        " deeper than 32 levels; flatten it",
    ),
    (
        "list_top",
        "- say: hi\n",
        "1:1: expected a mapping, found a list",
    ),
    (
        "text_top",
        "hello\n",
        "1:1: expected a mapping, found 'hello'",
    ),
]


@pytest.mark.parametrize(("content", "message"), named(_BAD_FILES))
def test_one_mistake_gives_one_line(content: str | bytes, message: str) -> None:
    assert mistakes_in(content) == [message]
