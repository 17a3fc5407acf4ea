from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from evalkit.reporters.terminal import summary
from evalkit.results import RunResult
from tests.reporters.sample import attempt, sample_run, scaled
from tests.reporters.verdicts import BROKE, SLOWER, VERDICTS, judged, judged_sample


def printed(run: RunResult, report: Path | None = None, width: int = 80, **console: bool) -> str:
    out = io.StringIO()
    Console(file=out, width=width, **console).print(summary(run, report))  # type: ignore[arg-type]
    return out.getvalue()


@pytest.mark.parametrize("attempts", [0, 1, 15, 3_000])
def test_fits_a_screen_for_any_number_of_attempts(attempts: int) -> None:
    lines = printed(scaled(attempts), Path("reports/2026-11-22T02-00-00Z/report.html")).splitlines()
    assert len(lines) <= 23
    assert max(map(len, lines)) <= 80


def test_the_verdict_is_first_and_the_report_last() -> None:
    lines = printed(sample_run(), Path("reports/r/report.html")).splitlines()
    assert lines[0].rstrip() == "✗ 9 passed · 1 expected failure · 2 failed — 3.2 s"
    assert lines[1].rstrip() == "  not measured: 1 infra · 1 invalid"
    assert lines[-1] == "report: reports/r/report.html"


def test_few_failures_tell_their_reasons_whole() -> None:
    lines = [line.rstrip() for line in printed(sample_run()).splitlines()]
    at = lines.index("  FAIL    latency/story #1 and 1 more reason")
    assert lines[at + 1].startswith("          turn 1: latency.first_audible_ms 3,120 ms, expected ≤ 2500 ms;")
    assert lines[at + 6] == "  INFRA   video/dog #1"


def test_many_failures_take_a_line_each() -> None:
    lines = printed(scaled(60)).splitlines()
    failures = [line for line in lines if line.startswith("  FAIL")]
    assert len(failures) == 7
    assert "  turn 1: latency.first_audible_ms" in failures[0]


def test_too_many_failures_are_counted() -> None:
    run = sample_run()
    run = replace(run, attempts=run.attempts + scaled(60).attempts)
    assert "  … and 13 more" in printed(run)


def test_no_colour_unless_it_is_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b" not in printed(sample_run())
    assert "\x1b[1;31m" in printed(sample_run(), force_terminal=True)


def test_what_a_reader_should_know_of_a_passed_attempt_is_said() -> None:
    missed = "turn 2: it was to start after model_speech, which never came"
    passed = attempt("barge/in", "passed", [], [])
    run = RunResult(run_id="r", endpoint="replay", attempts=(replace(passed, notes=(missed,)),))
    lines = [line.rstrip() for line in printed(run, width=120).splitlines()]
    assert lines == ["✓ 1 passed · 0 failed", f"  note: barge/in: {missed}"]
    noted = replace(passed, notes=(missed,) * 3)
    assert "  3 notes on 1 attempt: see the report" in printed(replace(run, attempts=(noted,)))


def test_a_run_that_gave_up_says_why() -> None:
    settings = {"stopped": "5 failures in a row for the same reason (quota)"}
    passed = attempt("a", "passed", [], [])
    text = printed(RunResult(run_id="r", endpoint="vertex", attempts=(passed,), planned=9, settings=settings))
    assert "  the run stopped by itself: 5 failures in a row for the same reason (quota)" in text


def test_an_empty_run_says_so() -> None:
    assert printed(RunResult(run_id="r", endpoint="replay")).rstrip() == "! no attempt finished"


def test_a_long_path_is_folded_not_cut() -> None:
    path = Path("/".join(["folder"] * 20))
    assert str(path) in printed(sample_run(), path).replace("\n", "")


@pytest.mark.parametrize("name", VERDICTS)
def test_a_judged_run_fits_a_screen_and_its_verdict_is_first(name: str) -> None:
    text = printed(judged(name), Path("reports/small/report.html"))
    lines = [line.rstrip() for line in text.splitlines()]
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80
    assert lines[0][2:].startswith(VERDICTS[name].outcome.value)
    assert lines[-1] == "report: reports/small/report.html"


def test_the_tally_is_second_and_a_wide_terminal_breaks_no_headline() -> None:
    lines = [line.rstrip() for line in printed(judged_sample(), width=200).splitlines()]
    assert lines[:2] == [
        "✗ REGRESSED — broken: tools/temperature (1/5, 70/70 before); worse: pass rate 97.2 % → 90.1 %",
        "  9 passed · 1 expected failure · 2 failed — 3.2 s",
    ]


def test_the_largest_verdict_of_the_longest_names_fits_a_screen() -> None:
    names = [f"{'folder' * 6}/{n}" for n in range(200)]
    verdict = replace(
        VERDICTS["regressed"],
        breaks=tuple(replace(BROKE, scenario_id=name, confirmed=None) for name in names),
        changes=tuple(replace(SLOWER, scenario_id=name) for name in names),
        new_scenarios=tuple(names),
    )
    run = replace(scaled(900), verdict=verdict, interrupted=True, planned=2_000, settings={"stopped": "no quota " * 9})
    text = printed(run, Path("/".join(["a-long-folder"] * 9)) / "report.html")
    assert len(text.splitlines()) <= 24
    assert "more in the report" in text
    assert text.splitlines()[-1].endswith("report.html")


def test_attempts_that_went_wrong_follow_what_changed_as_far_as_there_is_room() -> None:
    lines = [line.rstrip() for line in printed(judged("exactly-regressed")).splitlines()]
    at = lines.index("  FAIL    latency/story attempt 1")
    assert lines[at + 1 : at + 3] == [
        "          turn 1: latency.first_audible_ms 3,120 ms, expected ≤ 2500 ms; counted",
        "          from the end of the user's speech",
    ]
    some = [replace(judged("exactly-regressed").attempts[1], attempt=number) for number in range(1, 9)]
    few = printed(replace(judged("exactly-regressed"), attempts=tuple(some))).splitlines()
    assert sum(line.startswith("  FAIL    latency/story attempt") and "turn 1: latency" in line for line in few) > 3
    many = printed(replace(judged("exactly-regressed"), attempts=scaled(300).attempts, planned=300))
    assert "more attempts that went wrong" in many
    assert len(many.splitlines()) <= 24


def test_a_failure_in_quarantine_says_so_and_stands_last() -> None:
    run = sample_run()
    apart = replace(run.attempts[0], scenario_id="apart", status="failed", quarantined="until 2026-12-01: known")
    lines = printed(replace(run, attempts=(apart, *run.attempts))).splitlines()
    failures = [line for line in lines if line.startswith(("  FAIL", "  INFRA", "  INVALID"))]
    assert "apart #1 (quarantined)" in failures[-1]
