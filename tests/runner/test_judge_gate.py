"""A judge is never the only gate: what counts beside it, and where the mistake is shown."""

from pathlib import Path

import pytest

from evalkit.errors import ScenarioErrors
from evalkit.runner.plan import Selection, select
from tests.runner.small import write_scenarios

LIMITED = "judge: {criteria: {kind: {rubric: It is kind., min: 0.5}}}"
FREE = "judge: {criteria: {kind: {rubric: It is kind.}}}"


def scenario(turn: str, session: str = "") -> str:
    return f"turns:\n  - text: Hello?\n    expect:\n      {turn}\n" + (f"expect:\n  {session}\n" if session else "")


def refusal(tmp_path: Path, text: str) -> str:
    """What is said against a scenario; empty when nothing is."""
    root = write_scenarios(tmp_path, a=text)
    try:
        select(Selection((root,)))
    except ScenarioErrors as errors:
        return str(errors).replace(str(root), "scenarios")
    return ""


def test_the_mistake_is_shown_where_the_judge_stands(tmp_path: Path) -> None:
    assert refusal(tmp_path, scenario(LIMITED)) == (
        "scenarios/a.yaml:4:14: turns.0.expect.judge: a judge's limit is the only expectation, and a judge is never "
        "the only gate; add something measured, such as transcript: {contains: …} or latency: {voice_to_voice_ms: "
        "{max: 2500}}, or leave out the criteria's min and max"
    )


def test_a_judge_of_the_session(tmp_path: Path) -> None:
    assert "scenarios/a.yaml:6:10: expect.judge: a judge's limit" in refusal(tmp_path, scenario(FREE, LIMITED))


@pytest.mark.parametrize(
    "beside",
    [
        "turn: {completed: true}",
        "turn: {}",
        "latency: {}",
        "wer: {}",
        "usage: {}",
        "silence: {label: either}",
        "heard: {expected: false}",
    ],
)
def test_what_every_turn_is_held_to_or_only_measured_by_does_not_count(tmp_path: Path, beside: str) -> None:
    assert "never the only gate" in refusal(tmp_path, scenario(f"{LIMITED}\n      {beside}"))


@pytest.mark.parametrize(
    "beside",
    [
        "transcript: {contains: hello}",
        "latency: {first_event_ms: {max: 2500}}",
        "turn: {interrupted: false}",
        "turn: {completed: false}",
        "audio: {}",
        "silence: {label: speak}",
        "heard: {}",
    ],
)
def test_what_is_measured_and_can_be_missed_counts(tmp_path: Path, beside: str) -> None:
    assert refusal(tmp_path, scenario(f"{LIMITED}\n      {beside}")) == ""


def test_it_counts_wherever_it_stands(tmp_path: Path) -> None:
    assert refusal(tmp_path, scenario(LIMITED, "wer: {input: {max: 0.1}}")) == ""
    assert refusal(tmp_path, scenario("transcript: {contains: hello}", LIMITED)) == ""


def test_a_judge_without_a_limit_is_no_gate(tmp_path: Path) -> None:
    assert refusal(tmp_path, scenario(FREE)) == ""


def test_the_example_of_the_documentation_is_none_of_it(tmp_path: Path) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs/judge.md").read_text(encoding="utf-8")
    example = page.split("```yaml\n")[1].split("```")[0]
    assert "judge:" in example
    assert refusal(tmp_path, example) == ""
