"""Bad scenario files, from the command line to the one line that says so."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.bad_inputs.command_line import MOCK, Outcome, evalkit, only_result, only_run, refused, write_scenario

_SCENARIOS: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", ": the file is empty; a scenario needs at least 'turns'"),
    "unclosed": (
        "turns: [{text: hello}\n",
        ":2:1: not valid YAML: did not find expected ',' or ']'; close the list with ']'",
    ),
    "not_utf8": (b"turns:\n  - text: caf\xe9\n", ":2:14: the file is not valid UTF-8; save it as UTF-8"),
    "utf16": ("turns: [{text: hi}]".encode("utf-16"), ":1:1: the file is not valid UTF-8; save it as UTF-8"),
    "nul": (
        "turns:\n  - text: a\0b\n",
        ":2:12: the control character U+0000 is not allowed; remove it, or write it as an escape in double quotes",
    ),
    "too_large": ("#" + "x" * 2_000_000, ": the file is larger than 1048576 bytes; split it into several"),
    "list": ("- text: hi\n", ":1:1: expected a mapping, found a list"),
    "no_turns": ("description: x\n", ":1:1: missing key 'turns'"),
    "unknown_key": (
        "turns: [{text: hi, expects: {}}]\n",
        ":1:20: turns.0.expects: unknown key 'expects'; did you mean 'expect'?",
    ),
    "two_inputs": (
        "turns: [{text: hi, say: ho}]\n",
        ":1:9: turns.0: a turn has exactly one of text, audio, say, silence_s; found text and say",
    ),
    "unknown_scorer": (
        "turns: [{text: hi, expect: {transcripts: {contains: x}}}]\n",
        ":1:29: turns.0.expect.transcripts: unknown scorer 'transcripts'; did you mean 'transcript'?",
    ),
    "unknown_argument": (
        "turns: [{text: hi, expect: {transcript: {contain: x}}}]\n",
        ":1:42: turns.0.expect.transcript.contain: unknown argument 'contain'; did you mean 'contains'?",
    ),
    "limit": (
        "turns: [{text: hi, expect: {latency: {first_audio_ms: {max: soon}}}}]\n",
        ":1:56: turns.0.expect.latency.first_audio_ms.max: expected a finite number, found 'soon'",
    ),
    "regular_expression": (
        "turns: [{text: hi, expect: {transcript: {matches: /a(/}}}]\n",
        ':1:42: turns.0.expect.transcript.matches: bad regular expression "a(": missing ), unterminated subpattern at '
        "position 1; for plain text use `equals`",
    ),
    "model_in_setup": (
        "setup: {model: x}\nturns: [{text: hi}]\n",
        ":1:9: setup.model: a scenario names no model; give it on the command line with --model",
    ),
    "setup_of_a_wrong_type": (
        "setup: {system_instruction: 3}\nturns: [{text: hi}]\n",
        ":1:29: setup.system_instruction: expected a string or a mapping, found 3",
    ),
    "stub_without_declaration": (
        "turns: [{text: hi}]\ntools: {f: [{return: {}}]}\n",
        ":2:9: tools.f: setup declares no function 'f'; declare it in setup.tools",
    ),
    "mock_for_other_turns": (
        f"turns: [{{text: hi}}, {{text: ho}}]\n{MOCK}",
        ":2:15: mock.turns: the mock has 1 turn, the scenario 2; write one list of steps for each turn; [] is a model "
        "that stays silent",
    ),
    "audio_outside": (
        "turns: [{audio: ../../x.wav}]\n",
        ":1:17: turns.0.audio: '../../x.wav' lies outside the scenario root HERE/scenarios; keep audio inside the root",
    ),
}


@pytest.mark.parametrize(("text", "message"), _SCENARIOS.values(), ids=_SCENARIOS)
def test_scenario_file(text: str | bytes, message: str, project: Path) -> None:
    write_scenario(text)
    expected = refused(f"scenarios/greeting.yaml{message}", project)
    assert evalkit("check", "scenarios") == expected
    assert evalkit("run", "scenarios", "--endpoint", "mock") == expected
    assert not Path("reports").exists()


def test_every_mistake_of_every_file_has_its_line() -> None:
    write_scenario("turn: []\nturns: [{txt: a}]\n")
    Path("scenarios/other.yaml").write_text("")
    mistakes = (
        "greeting.yaml:1:1: turn: unknown key 'turn'; did you mean 'turns'?",
        "greeting.yaml:2:10: turns.0.txt: unknown key 'txt'; did you mean 'text'?",
        "other.yaml: the file is empty; a scenario needs at least 'turns'",
    )
    expected = "".join(f"error: scenarios/{mistake}\n" for mistake in mistakes)
    assert evalkit("check", "scenarios") == Outcome(4, "", expected)


def test_the_process_itself_says_one_line_and_leaves_with_4() -> None:
    write_scenario("- text: hi\n")
    command = [sys.executable, "-m", "evalkit", "check", "scenarios"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    message = "error: scenarios/greeting.yaml:1:1: expected a mapping, found a list\n"
    assert (done.returncode, done.stdout, done.stderr) == (4, "", message)


def test_a_scenario_that_the_mock_cannot_play(project: Path) -> None:
    write_scenario("turns: [{text: hi}]\n")
    outcome = evalkit("run", "scenarios", "--endpoint", "mock")
    message = "mock: the scenario has no mock section; write one, or choose another --endpoint"
    assert outcome == refused(f"HERE/scenarios/greeting.yaml: {message}", project)
    assert not Path("reports").exists()


@pytest.mark.parametrize("command", [("check",), ("run",), ("run", "--endpoint", "mock")], ids=" ".join)
def test_steps_that_nobody_starts_are_found_before_anything_is_played(command: tuple[str, ...], project: Path) -> None:
    write_scenario(f"turns: [{{silence_s: 1}}]\n{MOCK}")
    message = "nobody speaks in this turn, so nothing starts its steps; give it [], a model that stays silent"
    first, *options = command
    outcome = evalkit(first, "scenarios", *options)
    assert outcome == refused(f"scenarios/greeting.yaml:2:16: mock.turns.0: {message}", project)


def test_a_setup_of_wrong_types_that_was_not_checked_is_our_fault_and_not_the_servers() -> None:
    write_scenario(f"setup_unchecked: {{generation_config: 3}}\nturns: [{{text: hi}}]\n{MOCK}")
    assert (evalkit("run", "scenarios", "--endpoint", "mock").code, only_result()["status"]) == (4, "invalid")
    message = "setup.generationConfig: expected an object, found a number; correct it in the scenario"
    assert only_result()["failure"] == {"kind": "LocalProtocolError", "message": message}


def test_a_system_instruction_may_be_a_bare_text() -> None:
    write_scenario(f"setup: {{system_instruction: Be brief.}}\nturns: [{{text: hi}}]\n{MOCK}")
    assert evalkit("run", "scenarios", "--endpoint", "mock").code == 0
    sent = (only_run() / "attempts/greeting/1/events.jsonl").read_text()
    assert '"systemInstruction":{"parts":[{"text":"Be brief."}]}' in sent
