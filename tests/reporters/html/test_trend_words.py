from __future__ import annotations

import pytest

from evalkit.history.levels import LevelSeries, level_series
from evalkit.history.night import Night, Played
from evalkit.reporters.html.trend_words import Change, changes_of, level_words, series_name, unit_of
from tests.history.made_nights import FIRST, a_night, attempts

WER = "wer.input_wer@1"


def made(levels: list[float], name: str = FIRST, scenarios: dict[str, float] | None = None) -> list[Night]:
    """A night for each level; scenarios differ from it by a factor."""
    nights = []
    for day, level in enumerate(levels, 1):
        played: tuple[Played, ...] = ()
        for scenario, factor in (scenarios or {"a": 1.0}).items():
            value = level * factor + 0.001 * (day % 4) * level
            more = {"counts": {name: (value * 1000, 1000.0)}} if name == WER else {"amounts": {name: (value,)}}
            played += attempts(scenario, "+", **more)
        nights.append(a_night(day, played))
    return nights


def told(nights: list[Night], breaks: tuple[int, ...] = (), worse: bool | None = None) -> tuple[Change, ...]:
    (series,) = level_series(nights)
    is_worse = None if worse is None else lambda difference: (difference > 0) is worse
    return changes_of(series, unit_of(series), nights, breaks, is_worse)


def test_a_change_is_told_with_its_night_its_size_and_both_medians() -> None:
    (change,) = told(made([800.0] * 12 + [960.0] * 12))
    assert (change.place, change.kind, change.scenarios) == (12, "", "")
    assert change.words == "since 2026-11-13: +20 % (median 801 ms → 961 ms)"
    assert (round(change.before), round(change.after)) == (801, 961)


@pytest.mark.parametrize(("worse", "kind"), [(True, "worse"), (False, "better"), (None, "")])
def test_whether_it_is_for_the_worse_is_said_where_it_is_known(worse: bool | None, kind: str) -> None:
    (change,) = told(made([800.0] * 12 + [960.0] * 12), worse=worse)
    assert change.kind == kind


def test_a_rate_moves_by_points() -> None:
    (change,) = told(made([0.10] * 12 + [0.06] * 12, WER))
    assert change.words == "since 2026-11-13: −4.0 points (median 10 % → 6 %)"


def test_less_than_a_point_is_not_told() -> None:
    assert told(made([0.010] * 12 + [0.018] * 12, WER)) == ()


def test_from_nothing_there_is_no_per_cent() -> None:
    nights = [
        a_night(day, attempts("a", "+", amounts={"x.calls@1": (2.0 if day > 9 else 0.0,)})) for day in range(1, 21)
    ]
    (change,) = told(nights)
    assert change.words == "since 2026-11-10: +2 (median 0 → 2)"


def test_nothing_is_told_across_the_begin_of_another_series() -> None:
    assert told(made([800.0] * 12 + [960.0] * 12), breaks=(12,)) == ()


def test_nothing_is_told_across_another_version() -> None:
    nights = made([800.0] * 12) + [
        a_night(day, attempts("a", "+", amounts={FIRST.replace("@1", "@2"): (960.0 + day % 3,)}))
        for day in range(13, 25)
    ]
    assert told(nights) == ()


def test_nights_without_it_are_passed_over() -> None:
    nights = made([800.0] * 12 + [960.0] * 12)
    gap = [a_night(day, attempts("a", "?")) for day in range(25, 28)]
    (change,) = told([*nights[:6], *gap, *nights[6:]])
    assert change.place == 15


def test_the_scenarios_it_came_from_are_named_those_that_moved_most_first() -> None:
    nights = made([800.0] * 12, scenarios={"a": 1.0, "b": 2.0, "c": 3.0})
    nights += [
        a_night(day, played)
        for day, played in enumerate(
            (
                attempts("a", "+", amounts={FIRST: (801.0 + day,)})
                + attempts("b", "+", amounts={FIRST: (2400.0 + day,)})
                + attempts("c", "+", amounts={FIRST: (4800.0 + day,)})
                for day in range(12)
            ),
            13,
        )
    ]
    (change,) = told(nights)
    assert change.scenarios == "most in c (+100 %), b (+50 %)"


def test_hostile_names_are_shown_plainly() -> None:
    hostile = "\u202ea\n<b>"
    nights = made([800.0] * 12 + [960.0] * 12, scenarios={hostile: 1.0, "b": 1.01})
    (change,) = told(nights)
    assert "⟨U+202E⟩a <b>" in change.scenarios
    assert "\n" not in change.scenarios


@pytest.mark.parametrize(
    ("name", "rate", "unit"),
    [
        ("latency.first_audible_ms", False, "ms"),
        ("session.length_s", False, "s"),
        ("tools.calls", False, ""),
        ("x_ms", True, "%"),
    ],
)
def test_a_name_ends_in_its_unit(name: str, rate: bool, unit: str) -> None:
    assert unit_of(LevelSeries(name=name, rate=rate, levels=(), versions=())) == unit


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [(0.9723, "%", "97.2 %"), (812.4, "ms", "812 ms"), (1.5, "s", "1.50 s"), (0.0831, "", "0.0831"), (3.0, "", "3")],
)
def test_levels_in_words(value: float, unit: str, words: str) -> None:
    assert level_words(value, unit) == words


def test_titles() -> None:
    assert series_name(a_night(1, place="")) == "vertex · models/a"
