from __future__ import annotations

from evalkit.history.gate_levels import gate_series
from evalkit.history.levels import LevelSeries
from evalkit.history.night import Night, Played
from evalkit.history.trend import PRIMARIES, night_lines
from evalkit.outcome import GateName
from evalkit.stats.intervals import wilson
from evalkit.verdict.tally import METRICS
from tests.history.made_nights import FIRST, a_night, attempts

TOOLS, WER, TOOL_FIRST = "tools.tools_ok@1", "wer.input_wer@1", "latency.tool_turn_first_audible_ms@1"


def full(day: int = 1, scenarios: int = 12) -> Night:
    played: tuple[Played, ...] = ()
    for number in range(scenarios):
        counts = {TOOLS: (float(number % 3 > 0), 1.0), WER: (float(number % 4), 10.0), "silence.spoke_up@1": (1.0, 1.0)}
        name = TOOL_FIRST if number % 2 else FIRST
        played += attempts(f"s{number:02}", "++-", counts=counts, amounts={name: (100.0 + number, 300.0)})
    return a_night(day, played)


def series_of(*nights: Night) -> dict[GateName, LevelSeries]:
    return gate_series(night_lines(nights, PRIMARIES), PRIMARIES)


def test_levels_are_those_of_the_terminal() -> None:
    nights = [full(), full(2, 3)]
    lines = night_lines(nights, PRIMARIES)
    found = gate_series(lines, PRIMARIES)
    assert list(found) == list(GateName)
    for gate, series in found.items():
        assert [level.value for level in series.levels if level] == [line.levels[gate] for line in lines]
        assert series.rate is (gate is not GateName.LATENCY)


def test_a_scenario_has_its_own() -> None:
    found = series_of(full())
    assert found[GateName.PASSED].scenarios["s00"] == (2 / 3,)
    assert found[GateName.TOOLS].scenarios["s01"] == (1.0,)
    assert found[GateName.WER].scenarios["s03"] == (9.0 / 30.0,)
    assert found[GateName.LATENCY].scenarios["s01"] == (200.5,)


def test_intervals_have_scenarios_as_their_units_and_the_pass_rate_that_of_the_terminal() -> None:
    found = series_of(full())
    passed = found[GateName.PASSED].levels[0]
    assert passed is not None
    assert passed.interval == wilson(24, 36)
    for gate in (GateName.TOOLS, GateName.WER, GateName.LATENCY):
        level = found[gate].levels[0]
        assert level is not None
        assert level.interval is not None
        assert level.interval.low <= level.value <= level.interval.high
    silence = found[GateName.SILENCE].levels[0]
    assert silence is not None
    assert silence.interval is None


def test_a_gate_that_no_night_has_is_not_there() -> None:
    assert list(series_of(a_night(1, attempts("a", "+")))) == [GateName.PASSED]


def test_a_night_that_measured_nothing_has_no_level() -> None:
    found = series_of(a_night(1, attempts("a", "+")), a_night(2, attempts("a", "?")))
    levels = found[GateName.PASSED].levels
    assert levels[1] is None
    assert found[GateName.PASSED].scenarios == {"a": (1.0, None)}


def test_a_scenario_in_quarantine_and_the_other_arm_are_left_out() -> None:
    night = a_night(1, attempts("a", "+") + attempts("b", "-", quarantined=True) + attempts("c", "-", arm="baseline"))
    assert series_of(night)[GateName.PASSED].scenarios == {"a": (1.0,)}


def test_verdicts_are_made_of_the_same() -> None:
    assert METRICS == PRIMARIES
