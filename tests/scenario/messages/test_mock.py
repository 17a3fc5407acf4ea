"""Mistakes in a scenario's mock section, and the one line that says so."""

import pytest

from tests.scenario.messages.bad_file import TURN, mistakes_in, named

# name, file, message after `scenarios/bad.yaml:`
_BAD_FILES: list[tuple[str, str, str]] = [
    (
        "mock_count",
        TURN + "mock: {turns: [[], []]}\n",
        "2:15: mock.turns: the mock has 2 turns, the scenario 1; write one list of steps for each "
        "turn; [] is a model that stays silent",
    ),
    (
        "mock_nobody_speaks",
        "turns: [{say: hi}, {silence_s: 3}]\nmock: {turns: [[], [{say: hello}]]}\n",
        "2:20: mock.turns.1: nobody speaks in this turn, so nothing starts its steps; give it [], a model that "
        "stays silent",
    ),
    (
        "mock_missing",
        TURN + "mock: {speed: 2}\n",
        "2:7: mock: missing key 'turns'",
    ),
    (
        "mock_speed",
        TURN + "mock: {speed: 0, turns: [[]]}\n",
        "2:15: mock.speed: expected a number greater than 0, found 0",
    ),
    (
        "mock_setup",
        TURN + "mock: {setup: silnt, turns: [[]]}\n",
        "2:15: mock.setup: expected silent, found 'silnt'; did you mean 'silent'?",
    ),
    (
        "mock_setup_close",
        TURN + "mock: {setup: {close: {code: 99}}, turns: [[]]}\n",
        "2:30: mock.setup.close.code: expected a number of at least 1000, found 99",
    ),
    (
        "mock_step_two",
        TURN + "mock: {turns: [[{say: a, hear: b}]]}\n",
        "2:17: mock.turns.0.0: a step has exactly one of hear, say, write, search, run_code, call, "
        "cancel, complete, send, go_away, disconnect; found say and hear",
    ),
    (
        "mock_step_none",
        TURN + "mock: {turns: [[{after_ms: 3}]]}\n",
        "2:17: mock.turns.0.0: a step has exactly one of hear, say, write, search, run_code, call, "
        "cancel, complete, send, go_away, disconnect; found none",
    ),
    (
        "mock_step_typo",
        TURN + "mock: {turns: [[{heer: a}]]}\n",
        "2:18: mock.turns.0.0.heer: unknown key 'heer'; did you mean 'hear'?",
    ),
    (
        "mock_step_text",
        TURN + "mock: {turns: [[hi]]}\n",
        "2:17: mock.turns.0.0: expected a mapping, found 'hi'; a step is one of hear, say, write, "
        "search, run_code, call, cancel, complete, send, go_away, disconnect",
    ),
    (
        "mock_turn_mapping",
        TURN + "mock: {turns: [{say: hi}]}\n",
        "2:16: mock.turns.0: expected a list, found a mapping",
    ),
    (
        "mock_option",
        TURN + "mock: {turns: [[{write: a, gain_db: 3}]]}\n",
        "2:28: mock.turns.0.0.gain_db: 'gain_db' goes only with say; remove it",
    ),
    (
        "mock_option_typo",
        TURN + "mock: {turns: [[{say: a, gain: 3}]]}\n",
        "2:26: mock.turns.0.0.gain: unknown key 'gain'; did you mean 'gain_db'?",
    ),
    (
        "mock_call",
        TURN + "mock: {turns: [[{call: {}}]]}\n",
        "2:24: mock.turns.0.0.call: expected at least one entry, found an empty mapping",
    ),
    (
        "mock_call_args",
        TURN + "mock: {turns: [[{call: {f: }}]]}\n",
        "2:28: mock.turns.0.0.call.f: expected a mapping, found nothing; write {} for an empty one",
    ),
    (
        "mock_complete",
        TURN + "mock: {turns: [[{complete: maybe}]]}\n",
        "2:28: mock.turns.0.0.complete: expected true or false, found 'maybe'",
    ),
    (
        "mock_complete_reason",
        TURN + "mock: {turns: [[{complete: {}}]]}\n",
        "2:28: mock.turns.0.0.complete: missing key 'reason'",
    ),
    (
        "mock_complete_middle",
        TURN + "mock: {turns: [[{say: a}, {complete: false}, {say: b}]]}\n",
        "2:38: mock.turns.0.1.complete: complete: false is only for a turn's last step; move it to the end",
    ),
    (
        "mock_wait",
        TURN + "mock: {turns: [[{call: {f: {}}, wait: 'yes'}]]}\n",
        "2:39: mock.turns.0.0.wait: expected true or false, found 'yes'",
    ),
    (
        "mock_reason",
        TURN + "mock: {turns: [[{disconnect: {reason: " + "é" * 62 + "}}]]}\n",
        f"2:39: mock.turns.0.0.disconnect.reason: expected a close reason of at most 123 bytes, found '{'é' * 37}...'",
    ),
    (
        "mock_search_queries",
        TURN + "mock: {turns: [[{search: {queries: []}}]]}\n",
        "2:36: mock.turns.0.0.search.queries: expected at least one entry, found an empty list",
    ),
    (
        "mock_search_source",
        TURN + "mock: {turns: [[{search: {queries: [q], sources: [{title: t}]}}]]}\n",
        "2:51: mock.turns.0.0.search.sources.0: missing key 'uri'",
    ),
    (
        "mock_search_bare",
        TURN + "mock: {turns: [[{search: cats}]]}\n",
        "2:26: mock.turns.0.0.search: expected a mapping, found 'cats'",
    ),
    (
        "mock_run_code_outcome",
        TURN + "mock: {turns: [[{run_code: {code: x, outcome: OUTCOME_FAILD}}]]}\n",
        "2:47: mock.turns.0.0.run_code.outcome: expected one of OUTCOME_OK, OUTCOME_FAILED, OUTCOME_DEADLINE_EXCEEDED, "
        "found 'OUTCOME_FAILD'; did you mean 'OUTCOME_FAILED'?",
    ),
    (
        "mock_run_code_missing",
        TURN + "mock: {turns: [[{run_code: {output: x}}]]}\n",
        "2:28: mock.turns.0.0.run_code: missing key 'code'",
    ),
    (
        "mock_cancel",
        TURN + "mock: {turns: [[{cancel: false}]]}\n",
        "2:26: mock.turns.0.0.cancel: expected true, found false",
    ),
    (
        "mock_go_away",
        TURN + "mock: {turns: [[{go_away: {time_left_s: -1}}]]}\n",
        "2:41: mock.turns.0.0.go_away.time_left_s: expected a number of at least 0, found -1",
    ),
    (
        "mock_go_away_typo",
        TURN + "mock: {turns: [[{go_away: {time_left_s: 1, time_lft: 2}}]]}\n",
        "2:44: mock.turns.0.0.go_away.time_lft: unknown key 'time_lft'; did you mean 'time_left_s'?",
    ),
    (
        "mock_wait_elsewhere",
        TURN + "mock: {turns: [[{search: {queries: [q]}, wait: false}]]}\n",
        "2:42: mock.turns.0.0.wait: 'wait' goes only with call; remove it",
    ),
]


@pytest.mark.parametrize(("content", "message"), named(_BAD_FILES))
def test_one_mistake_gives_one_line(content: str, message: str) -> None:
    assert mistakes_in(content) == [message]
