from __future__ import annotations

from dataclasses import replace

import pytest

from evalkit.history.night import Night, Played
from evalkit.outcome import Change, GateName, Outcome, RunVerdict
from evalkit.reporters.gate_words import gate_sentence
from evalkit.reporters.verdict_words import caveats, headline, lists, moved, next_step
from evalkit.verdict.policy import DEFAULT
from evalkit.verdict.quarantine import with_quarantined
from tests.reporters.verdicts import BROKE, LACKING, NICER, PASSED, SHAKY, SLOWER, VERDICTS

REGRESSED = VERDICTS["regressed"]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("regressed", "REGRESSED — broken: tools/temperature (1/5, 70/70 before); worse: pass rate 97.2 % → 90.1 %"),
        (
            "exactly-regressed",
            "REGRESSED — worse: tools/temperature (pass rate 100 % → 0 %), "
            "latency/story (first audible audio 1,210 ms → 3,120 ms)",
        ),
        ("improved", "IMPROVED — better: word error rate 8 % → 6.1 %"),
        ("passed", "PASS — nothing got worse; a drop of 4 points of the pass rate would have been found"),
        (
            "no-evidence",
            "NO EVIDENCE — the smallest it could have seen is a drop of 15 points of the pass rate; "
            "3 scenarios and 15 attempts, where 20 scenarios and 100 attempts are needed",
        ),
        ("inconclusive", "INCONCLUSIVE — 12 of 250 planned attempts could not be measured"),
        (
            "new-key",
            "NEW KEY — no accepted night has the same endpoint, model and place: "
            "evalkit accept makes this one the first",
        ),
    ],
)
def test_the_headline_says_what_and_how_much(name: str, line: str) -> None:
    assert headline(VERDICTS[name]) == line


def test_a_headline_names_two_and_counts_the_rest() -> None:
    many = tuple(replace(BROKE, scenario_id=f"s{n}") for n in range(12))
    line = headline(replace(REGRESSED, breaks=many, gates=()))
    assert line == "REGRESSED — broken: s0 (1/5, 70/70 before), s1 (1/5, 70/70 before) and 10 more"


def test_what_fresh_repeats_did_not_confirm_is_not_in_the_headline() -> None:
    line = headline(replace(REGRESSED, breaks=(SHAKY,)))
    assert line == "REGRESSED — worse: pass rate 97.2 % → 90.1 %"


def test_an_exact_run_names_each_scenario_once_by_what_moved_most() -> None:
    changes = tuple(Change(scenario_id="a", gate=gate, old=0.5, new=0.25, worse=True) for gate in GateName)
    line = headline(replace(VERDICTS["exactly-regressed"], changes=changes))
    assert line == "REGRESSED — worse: a (pass rate 50 % → 25 %)"


def test_an_exact_run_that_is_better_names_what_is() -> None:
    better = Change(scenario_id="a", gate=GateName.TOOLS, old=0.5, new=1.0, worse=False)
    verdict = RunVerdict(outcome=Outcome.IMPROVED, why="better than the baseline: a", changes=(better,), exact=True)
    assert headline(verdict) == "IMPROVED — better: a (tools right 50 % → 100 %)"


def test_a_run_that_could_see_nothing_says_so() -> None:
    blind = replace(VERDICTS["no-evidence"], gates=(replace(LACKING, detectable=None),))
    assert headline(blind).startswith(
        "NO EVIDENCE — could not have seen any drop of the pass rate over all scenarios; 3 scenarios and 15"
    )


def test_without_any_reason_the_word_stands_alone() -> None:
    assert headline(RunVerdict(outcome=Outcome.PASS, why="")) == "PASS"


def test_what_changed_comes_worst_first_and_a_break_is_told_once() -> None:
    found = [(each.kind, each.scenario_id, each.gate) for each in moved(REGRESSED)]
    assert found == [
        ("broke", "tools/temperature", GateName.PASSED),
        ("unconfirmed", "video/dog", GateName.PASSED),
        ("maybe_worse", "latency/story", GateName.LATENCY),
        ("maybe_worse", "latency/story", GateName.WER),
    ]


def test_what_nobody_tested_is_only_perhaps_worse_unless_nothing_is_random() -> None:
    verdict = replace(REGRESSED, breaks=(), changes=(SLOWER, NICER))
    assert [each.kind for each in moved(verdict)] == ["maybe_worse", "maybe_better"]
    assert [each.kind for each in moved(replace(verdict, exact=True))] == ["worse", "better"]


def test_a_break_tells_counts_chance_and_fresh_repeats() -> None:
    broke, shaky, *_ = moved(REGRESSED)
    # 1 / p is 19,800 and 396.
    assert broke.said == (
        "tools/temperature: 1 of 5 passed, 70 of 70 in 14 nights before; one chance in 20,000 if nothing had changed; "
        "fresh repeats 2/10: confirmed; one chance in 400 with all scenarios looked at"
    )
    assert "fresh repeats 10/10: not confirmed" in shaky.sentence
    alone = replace(BROKE, confirmed=None, fresh_passed=0, fresh_attempts=0)
    (unrepeated,) = moved(replace(REGRESSED, breaks=(alone,), changes=()))
    assert (unrepeated.kind, "fresh" in unrepeated.sentence) == ("broke", False)


def test_a_chance_that_is_the_same_for_all_is_told_once() -> None:
    (only,) = moved(replace(REGRESSED, breaks=(replace(BROKE, adjusted_p=BROKE.p),), changes=()))
    assert only.sentence.count("chance") == 1


def test_no_sentence_holds_a_bare_p() -> None:
    for verdict in VERDICTS.values():
        told = [headline(verdict), *caveats(verdict), *(each.said for each in moved(verdict))]
        told += map(gate_sentence, verdict.gates)
        assert not [each for each in told if "p =" in each or "0.0" in each or "e-0" in each]


def test_caveats_say_against_what_and_how_complete() -> None:
    assert caveats(REGRESSED) == ("compared with 14 accepted nights; 249 of 250 attempts measured",)
    assert caveats(VERDICTS["exactly-regressed"]) == (
        "compared with the last accepted night; 3 of 3 attempts measured",
        "recordings or scripts answered: nothing is random, so every difference is real",
    )
    assert caveats(VERDICTS["passed"])[0].startswith("compared with 1 accepted night;")


def test_a_run_that_played_its_baseline_itself_says_so() -> None:
    assert caveats(REGRESSED, interleaved=True)[0] == (
        "compared with the baseline arm, played in turn; single scenarios with 14 accepted nights; "
        "249 of 250 attempts measured"
    )
    alone = caveats(replace(REGRESSED, nights=0), interleaved=True)[0]
    assert alone == "compared with the baseline arm, played in turn; 249 of 250 attempts measured"


def test_what_nobody_repeated_is_told_as_not_confirmed() -> None:
    alone = replace(BROKE, confirmed=None, fresh_passed=0, fresh_attempts=0)
    waiting = replace(REGRESSED, breaks=(alone,), gates=(replace(PASSED, confirmed=None),))
    assert caveats(waiting)[1:] == (
        "not confirmed: no fresh repeats were measured of tools/temperature",
        "not confirmed: no fresh pass over all scenarios was made",
    )
    assert "fresh" not in moved(waiting)[0].sentence


def test_too_few_fresh_repeats_are_told_as_too_few() -> None:
    few = replace(REGRESSED, breaks=(replace(BROKE, confirmed=None, fresh_passed=1, fresh_attempts=2),))
    assert "not confirmed: too few fresh repeats were measured of tools/temperature" in caveats(few)
    assert "fresh repeats 1/2: too few" in moved(few)[0].sentence


def test_too_many_in_quarantine_is_told_beside_a_regression() -> None:
    aside = tuple(
        Played(scenario_id=name, content="c", attempt=1, status="failed", quarantined=name == "a") for name in "ab"
    )
    night = Night(run_id="r", key="k", endpoint="vertex", model="m", played=aside)
    assert caveats(with_quarantined(REGRESSED, night, DEFAULT))[1:] == (
        "1 of 2 scenarios are in quarantine, where at most 10% may be",
    )
    stopped = with_quarantined(VERDICTS["passed"], night, DEFAULT)
    assert headline(stopped) == "INCONCLUSIVE — 1 of 2 scenarios are in quarantine, where at most 10% may be"
    assert lists(stopped) == ("beside the verdict: in quarantine: a (0 of 1 passed)",)


def test_scenarios_without_a_counterpart_are_listed_and_bounded() -> None:
    assert lists(REGRESSED) == (
        "new, not compared: tools/wind",
        "gone since the last accepted night: basics/hello, basics/bye",
        "beside the verdict: usage.cost_usd up by 12 %",
    )
    many = replace(REGRESSED, new_scenarios=tuple(f"s{n}" for n in range(1_012)), gone_scenarios=(), watched=())
    assert lists(many)[0].endswith("s8, s9 and 1,002 more")


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_but_a_pass_says_what_to_do(outcome: Outcome) -> None:
    step = next_step(RunVerdict(outcome=outcome, why=""))
    assert bool(step) is (outcome is not Outcome.PASS)
    assert ("evalkit accept reports/r --reason" in next_step(RunVerdict(outcome=outcome, why=""), "reports/r")) is (
        "evalkit accept RUN --reason" in step
    )
    assert ("evalkit accept" in step) is (outcome in (Outcome.REGRESSED, Outcome.IMPROVED, Outcome.NEW_KEY))
