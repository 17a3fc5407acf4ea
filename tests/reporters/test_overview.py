from __future__ import annotations

from dataclasses import replace

from evalkit.reporters.overview import MetricRow, overview
from evalkit.scorers.base import Score
from tests.reporters.sample import attempt, timed, word_errors


def test_expected_metrics_come_first_and_unscored_ones_are_counted_not_averaged() -> None:
    none = Score(scorer="latency", metric="first_audible_ms", version=1, turn=1, value=None, unit="ms", passed=False)
    found = [attempt(name, "passed", [], timed(ms)) for name, ms in (("a", 1000), ("b", 2000), ("c", 2400))]
    rows = overview([attempt("d", "failed", [], [none]), *found])
    assert [row.name for row in rows] == [
        "latency.first_audible_ms",
        "latency.first_audio_ms",
        "latency.first_event_ms",
    ]
    first = rows[0]
    assert (first.p50, first.mean, first.p90, first.unscored) == ("2,000 ms", "1,800 ms", "", 1)
    assert first.limits == "3/4 met"
    assert first.values == (1000, 2000, 2400)


def test_an_error_rate_is_pooled_and_says_so() -> None:
    scores = [word_errors([("equal", "a b c", "a b c")]), word_errors([("substitute", "d", "e")], turn=1)]
    row = overview([attempt("a", "failed", [], scores)])[0]
    assert (row.mean, row.pooled) == ("25 %", True)


def test_what_did_not_measure_the_model_does_not_count() -> None:
    assert overview([attempt("a", "infra", [], timed(1)), attempt("b", "invalid", [], timed(1))]) == ()


def test_versions_are_never_pooled() -> None:
    old = timed(1000)[-1]
    rows = overview([attempt("a", "passed", [], [old, replace(old, version=2, value=9.0)])])
    assert [(row.name, row.values) for row in rows] == [
        ("latency.first_audible_ms v1", (1000.0,)),
        ("latency.first_audible_ms v2", (9.0,)),
    ]


def test_values_that_are_no_numbers_are_unscored() -> None:
    odd = replace(timed(1)[-1], value=float("nan"))
    assert overview([attempt("a", "passed", [], [odd])])[0].unscored == 1


def test_a_number_has_its_interval_where_there_are_enough_values() -> None:
    def row(*values: float) -> MetricRow:
        scores = [replace(timed(1)[0], value=value) for value in values]
        return overview([attempt("a", "passed", [], scores)])[0]

    assert (row(*range(1, 6)).p50_range, row(*range(1, 29)).p90_range) == ("", "")
    assert row(*range(1001, 1007)).p50_range == "1,001 to 1,006 ms"
    assert row(*range(1, 30)).p90_range == "21 to 29 ms"


def test_a_share_of_yes_and_no_has_its_exact_interval() -> None:
    yes_and_no = [
        Score(scorer="turn", metric="completed", version=1, turn=0, value=value, yes_no=True)
        for value in (1.0, 1.0, 0.0)
    ]
    row = overview([attempt("a", "passed", [], yes_and_no)])[0]
    assert (row.p50, row.mean, row.mean_range) == ("", "66.7 %", "9.4 to 99.2 %")
    assert overview([attempt("a", "passed", [], timed(900))])[0].mean_range == ""


def test_what_was_announced_to_fail_is_no_missed_limit() -> None:
    kept = Score(scorer="silence", metric="kept_silent", version=1, turn=0, value=1.0, passed=True)
    broken = replace(kept, value=0.0, passed=False)
    good, known = attempt("a", "passed", [], [kept]), attempt("b", "expected_failure", [], [broken])
    (row,) = overview([good, known])
    assert (row.missed, row.limits) == (False, "1/2 met, 1 expected to fail")
    (row,) = overview([good, known, attempt("c", "failed", [], [broken])])
    assert (row.missed, row.limits) == (True, "1/3 met, 1 expected to fail")


def test_missed_limits_come_first_then_what_a_conversation_stands_and_falls_with() -> None:
    def one(name: str, passed: bool | None, value: float | None = 1.0) -> Score:
        scorer, metric = name.split(".")
        return Score(scorer=scorer, metric=metric, version=1, turn=0, value=value, passed=passed)

    scores = [
        one("audio.dropouts", True), one("audio.active_level_dbfs", None), one("usage.cost", False),
        one("wer.input_wer", None), one("tools.tools_ok", True), one("wer.output_wer", None, None),
    ]  # fmt: skip
    assert [row.name for row in overview([attempt("a", "failed", [], scores)])] == [
        "usage.cost", "wer.input_wer", "tools.tools_ok", "audio.dropouts", "audio.active_level_dbfs", "wer.output_wer",
    ]  # fmt: skip


def test_a_weighty_metric_of_which_nothing_is_known_weighs_nothing() -> None:
    none = Score(scorer="wer", metric="input_wer", version=1, turn=0, value=None)
    (row,) = overview([attempt("a", "passed", [], [none])])
    assert row.weight is None
    assert overview([attempt("a", "passed", [], [replace(none, value=0.1)])])[0].weight is not None
