from __future__ import annotations

from dataclasses import replace

from evalkit.reporters.markdown import summary_markdown
from evalkit.results import RunResult
from tests.reporters.sample import sample_run, scaled


def test_the_verdict_is_the_first_line() -> None:
    lines = summary_markdown(sample_run()).splitlines()
    assert lines[0] == "## ❌ 9 passed · 1 expected failure · 2 failed — 3.2 s"
    assert lines[2] == "> not measured: 1 infra · 1 invalid  "


def test_every_scenario_has_a_row_with_its_worst_status() -> None:
    text = summary_markdown(sample_run())
    assert "| ✅ | basics/greeting | passed | 3/3 | Says hello. |" in text
    assert "| ⚠️ | video/dog | infra | 0/1 | Shows a dog; asks for its breed. |" in text


def test_an_empty_run() -> None:
    text = summary_markdown(RunResult(run_id="r", endpoint="replay"))
    assert text == "## ⚠️ no attempt finished\n\n0 scenarios · r · replay\n"


def test_a_large_run_stays_below_what_ci_accepts() -> None:
    text = summary_markdown(scaled(2_000))
    assert "… and 1,500 more scenarios in the HTML report" in text
    assert len(text.encode()) < 1_000_000


def test_numbers_of_reasons_are_bounded() -> None:
    run = sample_run()
    many = replace(run.attempts[-5], scores=tuple(run.attempts[-5].scores) * 9)
    assert "more\n" in summary_markdown(replace(run, attempts=(many,)))


def test_notes_are_told_and_bounded() -> None:
    passed = replace(sample_run().attempts[0], notes=("turn 2: it was to start after model_speech",) * 22)
    text = summary_markdown(replace(sample_run(), attempts=(passed,)))
    assert "### Notes\n\n- **basics/greeting** attempt 1: turn 2: it was to start after model\\_speech\n" in text
    assert "- … and 2 more\n" in text
