from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from evalkit.reporters.counts import count, numbered, problems
from evalkit.reporters.html.view import report_view
from evalkit.reporters.junit import junit_xml
from evalkit.reporters.markdown import summary_markdown
from evalkit.reporters.repeats import fresh_words, passed_of, rate_words, repeat_sentence, repeat_words
from evalkit.reporters.terminal import summary
from evalkit.results import AttemptResult, AttemptStatus, RunResult
from tests.reporters.sample import attempt
from tests.reporters.verdicts import VERDICTS


def played(*statuses: AttemptStatus, scenario: str = "a", **more: object) -> list[AttemptResult]:
    found = [attempt(scenario, status, [], [], attempt=n) for n, status in enumerate(statuses, 1)]
    return [replace(each, **more) for each in found]  # type: ignore[arg-type]


P: AttemptStatus = "passed"
F: AttemptStatus = "failed"


@pytest.mark.parametrize(
    ("attempts", "words"),
    [
        # Of 5 attempts with 4 passes: C(1, 3) = 0, so one of three always passes; C(4, 3) / C(5, 3) = 4 / 10.
        (played(P, P, P, P, F), "pass@3 100 % · pass^3 40 %"),
        # 1 - C(4, 3) / C(5, 3) = 6 / 10, and no three passed.
        (played(P, F, F, F, F), "pass@3 60 % · pass^3 0 %"),
        # Of 3: 1 - C(1, 2) / C(3, 2) = 1 and C(2, 2) / C(3, 2) = 1 / 3.
        (played(P, P, F), "pass@2 100 % · pass^2 33.3 %"),
        (played(P, F), "pass@2 100 % · pass^2 0 %"),
        (played(P, P, P), ""),
        (played(F, F), ""),
        (played(P), ""),
        # What measured nothing is no attempt, and what was announced to fail passes when it does.
        (played(P, "infra", "invalid"), ""),
        (played("expected_failure", F), "pass@2 100 % · pass^2 0 %"),
        ([], ""),
    ],
)
def test_one_scenario(attempts: list[AttemptResult], words: str) -> None:
    assert repeat_words(attempts) == words


def test_five_of_five_still_leaves_much_open() -> None:
    # Wilson: 5 / (5 + 1.96²) = 0.566.
    assert rate_words(played(P, P, P, P, P)) == (
        "5 of 5 passed: the true pass rate is between 56.6 % and 100 %, at 95 %"
    )
    assert rate_words(played(P)) == rate_words([]) == ""


def test_all_scenarios_weigh_the_same() -> None:
    all_passed, one_failed = played(P, P), played(P, F, scenario="b")
    run = RunResult(run_id="r", endpoint="vertex", attempts=(*all_passed, *one_failed))
    # Rates 1 and 1/2; one of two passes in both; both pass in the first only.
    assert repeat_sentence(run) == "pass rate 75 % · pass@2 100 % · pass^2 50 %, means over 2 scenarios"
    lacking = replace(run, attempts=(*run.attempts, *played(P, "infra", scenario="c")))
    assert repeat_sentence(lacking).endswith("means over 2 scenarios of 3 that were measured 2 times")
    assert "\npass rate 75 % · pass@\u200b2 100 % · pass\\^2 50 %, means over 2 scenarios\n" in summary_markdown(run)


def test_one_scenario_of_many_that_was_repeated_makes_no_sentence() -> None:
    once = [each for name in "bcd" for each in played(P, scenario=name)]
    assert repeat_sentence(RunResult(run_id="r", endpoint="", attempts=(*played(P, F), *once))) == ""
    assert repeat_sentence(RunResult(run_id="r", endpoint="")) == ""


FRESH = played("passed", "failed", fresh=True)
OTHER = played("failed", "failed", arm="baseline")
RUN = RunResult(run_id="r", endpoint="vertex", attempts=(*played(P, F), *FRESH, *OTHER), planned=5)


def test_fresh_repeats_and_the_other_arm_are_counted_apart() -> None:
    found = count(RUN)
    assert found.tally == "1 passed · 1 failed"
    assert found.apart == "counted apart: 2 fresh repeats · 2 attempts of the baseline arm"
    # Five were planned in both arms, and four were played.
    assert found.missing == 1
    assert (repeat_words(RUN.attempts), fresh_words(RUN.attempts), passed_of(FRESH)) == (
        "pass@2 100 % · pass^2 0 %",
        "fresh 1/2",
        "1/2",
    )
    assert fresh_words(played(P)) == ""
    assert "| ❌ | a | failed | 1/2 · pass@\u200b2 100 % · pass\\^2 0 % · fresh 1/2 |  |" in summary_markdown(RUN)


def test_every_report_says_with_what_an_interleaved_run_was_compared() -> None:
    run = replace(RUN, verdict=VERDICTS["improved"])
    told = "compared with the baseline arm, played in turn"
    assert told in summary_markdown(run)
    assert told in junit_xml(run)
    view = report_view(run, ()).baseline
    assert view is not None
    assert view.caveats[0].startswith(told)
    out = io.StringIO()
    Console(file=out, width=80).print(summary(run))
    assert told in out.getvalue()


def test_what_went_wrong_in_the_other_arm_is_none_of_this_run() -> None:
    assert [numbered(each.attempt) for each in problems(RUN)] == ["attempt 2", "attempt 2 (fresh repeat)"]
    assert numbered(OTHER[0]) == "attempt 1 (baseline arm)"


def test_the_worst_case_counts_what_is_missing_as_failed() -> None:
    # One of two passed and one never finished: 1 of 3.
    found = count(replace(RUN, attempts=tuple(played(P, "infra")), planned=3))
    assert found.worst_case == "at worst 1 of 3 passed (33.3 %), had all failed that was not measured"
    assert count(replace(RUN, planned=4)).worst_case == ""
