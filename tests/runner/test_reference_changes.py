"""What `evalkit record` says has changed: words, calls, verdicts and numbers, and nothing that is only noise."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.recording.model import Recording
from evalkit.recording.store import read_recording
from evalkit.runner.reference_changes import reference_changes, word_difference
from tests.runner.small import run_mock, typed, write_scenarios

TOOLS = """
setup:
  tools: [{function_declarations: [{name: look_up, parameters: {type: OBJECT}}]}]
tools: {look_up: {return: {found: 1}}}
"""


def recorded(folder: Path, name: str, scenario: str) -> Recording:
    root = write_scenarios(folder / name, greeting=scenario)
    run_mock(root)
    return read_recording(folder / name / "run/attempts/greeting/1")


def told(folder: Path, before: str, after: str) -> list[str]:
    old, new = recorded(folder, "old", before), recorded(folder, "new", after)
    return [str(change) for change in reference_changes(old, new)]


def test_the_same_again_has_no_changes(tmp_path: Path) -> None:
    assert told(tmp_path, typed(), typed()) == []


def test_a_few_milliseconds_are_no_change(tmp_path: Path) -> None:
    assert told(tmp_path, typed(after_ms=500), typed(after_ms=545)) == []


def test_other_words_are_shown_in_place(tmp_path: Path) -> None:
    assert told(tmp_path, typed(answer="Hello there you."), typed(answer="Hello there my friend.")) == [
        "turn 1, said: Hello there [-you.-] {+my friend.+}"
    ]


def test_a_verdict_that_turned_and_the_score_behind_it(tmp_path: Path) -> None:
    assert told(tmp_path, typed(), typed(answer="Good bye.")) == [
        "status: passed → failed",
        "turn 1, said: [-Hello there.-] {+Good bye.+}",
        "turn 1, transcript_ok: 1 (passed) → 0 (failed)",
    ]


def test_a_slower_answer(tmp_path: Path) -> None:
    limit = (
        "turns: [{text: Hi, expect: {latency: {first_event_ms: {max: 500}}}}]\nmock: {turns: [[{write: Yes, after_ms: "
    )
    assert told(tmp_path, limit + "100}]]}", limit + "900}]]}") == [
        "status: passed → failed",
        "turn 1, latency first_event_ms: 100 ms (passed) → 900 ms (failed)",
        "turn 1, latency turn_ms: 100 ms → 900 ms",
    ]


def test_another_scenario_and_other_calls(tmp_path: Path) -> None:
    turns = "turns: [{text: Where?}]\nmock: {turns: [[{call: {look_up: {place: %s}}}, {write: Here.}]]}"
    assert told(
        tmp_path, TOOLS + turns % "Rome", "tags: [x]\n" + TOOLS.replace("found: 1", "found: 2") + turns % "Oslo"
    ) == [
        'the scenario\'s tools: {"look_up":{"return":{"found":1}}} → {"look_up":{"return":{"found":2}}}',
        'turn 1, calls: look_up({"place":"Rome"}) → look_up({"place":"Oslo"})',
    ]


def test_a_model_that_fell_silent(tmp_path: Path) -> None:
    silent = typed().split("mock:", maxsplit=1)[0] + "timeouts: {first_response_s: 1}\nmock: {turns: [[]]}"
    changes = told(tmp_path, typed(), silent)
    assert "turn 1, said: [-Hello there.-]" in changes
    assert "turn 1, finish: turn complete → no response" in changes
    assert 'the scenario\'s timeouts: none → {"first_response_s":1}' in changes


def test_a_long_setup_is_cut_to_where_it_differs(tmp_path: Path) -> None:
    def scenario(word: str) -> str:
        return f"setup: {{system_instruction: {'long ' * 60}{word}{' long' * 60}}}\n" + typed()

    (change,) = told(tmp_path, scenario("one"), scenario("two"))
    assert change == (
        "the scenario's setup: …long long long long long long long long one long long long long long long long l… → "
        "…long long long long long long long long two long long long long long long long l…"
    )


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("", "", ""),
        ("a b", "a b", "a b"),
        ("", "a", "{+a+}"),
        ("a", "", "[-a-]"),
        ("it is 12 now", "it is 13 now", "it is [-12-] {+13+} now"),
        ("a c", "a b c d", "a {+b+} c {+d+}"),
    ],
)
def test_word_difference(before: str, after: str, shown: str) -> None:
    assert word_difference(before, after) == shown


@given(st.lists(st.sampled_from("abc"), max_size=8), st.lists(st.sampled_from("abc"), max_size=8))
def test_both_texts_can_be_read_from_their_difference(before: list[str], after: list[str]) -> None:
    shown = word_difference(" ".join(before), " ".join(after)).split()
    old, new, side = [], [], ""
    for word in shown:
        side = "-" if word.startswith("[-") else "+" if word.startswith("{+") else side
        bare = word.strip("[-]{+}")
        old += [bare] if side in ("", "-") else []
        new += [bare] if side in ("", "+") else []
        side = "" if word.endswith(("-]", "+}")) else side
    assert (old, new) == (before, after)
