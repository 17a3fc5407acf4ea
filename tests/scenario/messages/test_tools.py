"""Mistakes in a scenario's tool answers, and the one line that says so."""

import pytest

from tests.scenario.messages.bad_file import TOOL, TURN, mistakes_in, named

BLOCKING = TOOL.replace("}]}]}", ", behavior: BLOCKING}]}]}")

# name, file, message after `scenarios/bad.yaml:`
_BAD_FILES: list[tuple[str, str, str]] = [
    (
        "tool_undeclared",
        TOOL + TURN + "tools: {get_wether: {return: {}}}\n",
        "3:9: tools.get_wether: setup declares no function 'get_wether'; did you mean 'get_weather'?",
    ),
    (
        "tool_none",
        TURN + "tools: {get_weather: {return: {}}}\n",
        "2:9: tools.get_weather: setup declares no function 'get_weather'; declare it in setup.tools",
    ),
    (
        "tool_both",
        TOOL + TURN + "tools: {get_weather: {return: {}, error: no}}\n",
        "3:22: tools.get_weather: an answer has either return or error; found both; remove one of them",
    ),
    (
        "tool_return",
        TOOL + TURN + "tools: {get_weather: [{return: 12}]}\n",
        "3:32: tools.get_weather.0.return: expected a mapping, found 12",
    ),
    (
        "tool_key",
        TOOL + TURN + "tools: {get_weather: [{retrun: {}}]}\n",
        "3:24: tools.get_weather.0.retrun: unknown key 'retrun'; did you mean 'return'?",
    ),
    (
        "tool_key_one",
        TOOL + TURN + "tools: {get_weather: {afterms: 3}}\n",
        "3:23: tools.get_weather.afterms: unknown key 'afterms'; did you mean 'after_ms'?",
    ),
    (
        "tool_empty",
        TOOL + TURN + "tools: {get_weather: []}\n",
        "3:22: tools.get_weather: expected at least one entry, found an empty list",
    ),
    (
        "tool_regex",
        TOOL + TURN + "tools: {get_weather: {when: {city: /(/}}}\n",
        '3:30: tools.get_weather.when.city: bad regular expression "(": missing ), unterminated subpattern at '
        "position 0; for plain text use `equals`",
    ),
    (
        "tool_flags",
        TOOL + TURN + "tools: {get_weather: {when: {city: /a/ig}}}\n",
        "3:30: tools.get_weather.when.city: unknown regex flag 'g'; known: i, m, s, x; for plain text use `equals`",
    ),
    (
        "tool_matches",
        TOOL + TURN + "tools: {get_weather: [{when: {city: {matches: '[a'}}}]}\n",
        '3:38: tools.get_weather.0.when.city.matches: bad regular expression "[a": unterminated character set at '
        "position 0; for plain text use `equals`",
    ),
    (
        "tool_matches_number",
        TOOL + TURN + "tools: {get_weather: {when: {city: {matches: 3}}}}\n",
        "3:37: tools.get_weather.when.city.matches: must be text, not 3",
    ),
    (
        "tool_matcher_misspelt",
        TOOL + TURN + "tools: {get_weather: {when: {city: {one_off: [Oslo]}}}}\n",
        "3:37: tools.get_weather.when.city.one_off: unknown matcher 'one_off', did you mean 'one_of'?; "
        "for a mapping with such a key add `*: any`, or use `equals`",
    ),
    (
        "tool_one_of_second",
        TOOL + TURN + "tools: {get_weather: {when: {city: {one_of: [Oslo, {type: strng}]}}}}\n",
        "3:53: tools.get_weather.when.city.one_of.1.type: must be one of string, number, integer, boolean, object, "
        "array, not \"strng\"; did you mean 'string'?",
    ),
    (
        "tool_tolerance",
        TOOL + TURN + "tools: {get_weather: {when: {days: {approx: 3, tolerance: -1}}}}\n",
        "3:37: tools.get_weather.when.days.approx: `tolerance` must be a number of at least 0, not -1",
    ),
    (
        "tool_rest",
        TOOL + TURN + 'tools: {get_weather: {when: {"*": many}}}\n',
        '3:30: tools.get_weather.when.*: must be `any`, not "many"',
    ),
    (
        "setup_mistake_hides_tools",
        TURN + "setup: {tool: [{function_declarations: [{name: f}]}]}\ntools: {f: {return: {}}}\n",
        "2:9: setup.tool: unknown key 'tool'; did you mean 'tools'?",
    ),
    (
        "tool_scheduling",
        BLOCKING + TURN + "tools: {get_weather: {scheduling: SILENT}}\n",
        "3:23: tools.get_weather.scheduling: scheduling is for NON_BLOCKING functions; setup declares 'get_weather' "
        "BLOCKING; remove it, or declare `behavior: NON_BLOCKING`",
    ),
    (
        "tool_scheduling_second",
        BLOCKING + TURN + "tools: {get_weather: [{}, {scheduling: SILENT}]}\n",
        "3:28: tools.get_weather.1.scheduling: scheduling is for NON_BLOCKING functions; setup declares 'get_weather' "
        "BLOCKING; remove it, or declare `behavior: NON_BLOCKING`",
    ),
    (
        "tool_scheduling_case",
        TOOL + TURN + "tools: {get_weather: {scheduling: when_idle}}\n",
        "3:35: tools.get_weather.scheduling: expected one of SILENT, WHEN_IDLE, INTERRUPT, found 'when_idle'; "
        "did you mean 'WHEN_IDLE'?",
    ),
    (
        "tool_text",
        TOOL + TURN + "tools: {get_weather: rainy}\n",
        "3:22: tools.get_weather: expected a mapping, found 'rainy'",
    ),
]


@pytest.mark.parametrize(("content", "message"), named(_BAD_FILES))
def test_one_mistake_gives_one_line(content: str, message: str) -> None:
    assert mistakes_in(content) == [message]
