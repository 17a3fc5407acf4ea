"""The small run as it would end against a baseline, once for each outcome; made up, with numbers that fit together."""

from __future__ import annotations

from dataclasses import replace

from evalkit.outcome import Break, Change, Gate, GateName, Outcome, RunVerdict
from evalkit.results import RunResult
from evalkit.stats.intervals import Interval
from tests.reporters.sample import sample_run, small_run

__all__ = ["VERDICTS", "judged", "judged_sample"]

# 50 scenarios of five attempts; 14 nights of five attempts are 70.
PASSED = Gate(
    name=GateName.PASSED,
    outcome=Outcome.REGRESSED,
    why="",
    old=0.972,
    new=0.901,
    difference=-0.071,
    interval=Interval(-0.102, -0.041),
    p=1 / 10_001,
    adjusted_p=4 / 10_001,
    detectable=0.04,
    scenarios=50,
    confirmed=True,
    fresh_difference=-0.062,
)
TOOLS = Gate(
    name=GateName.TOOLS,
    outcome=Outcome.PASS,
    why="looked worse, which a fresh pass did not confirm",
    old=0.95,
    new=0.92,
    difference=-0.03,
    interval=Interval(-0.055, -0.005),
    p=0.012,
    adjusted_p=0.036,
    detectable=0.032,
    scenarios=22,
    confirmed=False,
    fresh_difference=-0.004,
)
SILENCE = Gate(
    name=GateName.SILENCE,
    outcome=Outcome.NO_EVIDENCE,
    why="4 scenarios and 20 attempts, where 20 scenarios and 100 attempts are needed",
    old=1.0,
    new=1.0,
    difference=0.0,
    detectable=0.15,
    scenarios=4,
)
WER = Gate(
    name=GateName.WER,
    outcome=Outcome.IMPROVED,
    why="",
    old=0.08,
    new=0.061,
    difference=-0.019,
    interval=Interval(-0.03, -0.008),
    p=0.999,
    adjusted_p=1.0,
    detectable=0.011,
    scenarios=41,
)
LATENCY = Gate(
    name=GateName.LATENCY,
    outcome=Outcome.PASS,
    why="up tonight: red if it is up tomorrow too",
    old=1107.0,
    new=1340.0,
    difference=0.2105,
    unit="ms",
    scenarios=48,
)
NOTHING = tuple(
    Gate(name=name, outcome=Outcome.NEW_KEY, why="no scenario that measures it has a baseline") for name in GateName
)
QUIET = replace(PASSED, outcome=Outcome.PASS, new=0.97, difference=-0.002, interval=Interval(-0.014, 0.011), p=0.4)
QUIET = replace(QUIET, adjusted_p=1.0, confirmed=None, fresh_difference=None)
LACKING = replace(
    SILENCE, name=GateName.PASSED, why="3 scenarios and 15 attempts, where 20 scenarios and 100 attempts are needed"
)

BROKE = Break(
    scenario_id="tools/temperature",
    passed=1,
    attempts=5,
    known_passed=70,
    known_attempts=70,
    nights=14,
    p=1 / 19_800,
    adjusted_p=1 / 396,
    confirmed=True,
    fresh_passed=2,
    fresh_attempts=10,
)
SHAKY = replace(BROKE, scenario_id="video/dog", passed=3, p=0.001, adjusted_p=0.05, confirmed=False, fresh_passed=10)
SLOWER = Change(scenario_id="latency/story", gate=GateName.LATENCY, old=1210.0, new=3120.0, unit="ms", worse=True)
MISHEARD = Change(scenario_id="latency/story", gate=GateName.WER, old=0.083, new=0.25, worse=True)
WRONG = Change(scenario_id="tools/temperature", gate=GateName.PASSED, old=1.0, new=0.2, worse=True)
NICER = Change(scenario_id="video/dog", gate=GateName.PASSED, old=0.4, new=1.0, worse=False)

VERDICTS = {
    "regressed": RunVerdict(
        outcome=Outcome.REGRESSED,
        why="worse over all scenarios: passed; broken: tools/temperature",
        gates=(PASSED, TOOLS, SILENCE, WER, LATENCY),
        breaks=(BROKE, SHAKY),
        changes=(SLOWER, WRONG, MISHEARD, NICER),
        new_scenarios=("tools/wind",),
        gone_scenarios=("basics/hello", "basics/bye"),
        planned=250,
        measured=249,
        nights=14,
        seed=7,
        watched=("usage.cost_usd up by 12 %",),
    ),
    "exactly-regressed": RunVerdict(
        outcome=Outcome.REGRESSED,
        why="worse than the baseline: tools/temperature, latency/story",
        changes=(replace(WRONG, new=0.0), SLOWER),
        planned=3,
        measured=3,
        nights=1,
        exact=True,
    ),
    "improved": RunVerdict(
        outcome=Outcome.IMPROVED,
        why="better: wer",
        gates=(QUIET, replace(TOOLS, outcome=Outcome.PASS, why="", confirmed=None), SILENCE, WER, LATENCY),
        changes=(NICER,),
        planned=250,
        measured=250,
        nights=30,
    ),
    "passed": RunVerdict(
        outcome=Outcome.PASS, why="nothing got worse", gates=(QUIET,), planned=250, measured=250, nights=1
    ),
    "no-evidence": RunVerdict(
        outcome=Outcome.NO_EVIDENCE,
        why=LACKING.why,
        gates=(LACKING, *NOTHING[1:4], replace(LATENCY, outcome=Outcome.NO_EVIDENCE, why="3 accepted nights")),
        planned=15,
        measured=15,
        nights=3,
    ),
    "inconclusive": RunVerdict(
        outcome=Outcome.INCONCLUSIVE,
        why="12 of 250 planned attempts could not be measured",
        planned=250,
        measured=238,
        nights=14,
    ),
    "new-key": RunVerdict(
        outcome=Outcome.NEW_KEY,
        why="no accepted night has the same endpoint, model and place: evalkit accept makes this one the first",
        new_scenarios=("latency/story", "tools/temperature", "video/dog"),
        planned=250,
        measured=250,
    ),
}
"""By name; the first is judged statistically, with a break and a gate."""


def judged(name: str) -> RunResult:
    """The small run with one of the verdicts; live, unless nothing in it is random."""
    verdict = VERDICTS[name]
    return replace(small_run(), endpoint="replay" if verdict.exact else "vertex", verdict=verdict)


def judged_sample() -> RunResult:
    """The large run with the verdict that has most to say."""
    return replace(sample_run(), endpoint="vertex", verdict=VERDICTS["regressed"])
