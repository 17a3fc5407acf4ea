"""The families of the timing metrics follow one rule each."""

from dataclasses import replace

import pytest

from evalkit.scorers import delivery_metrics, latency_metrics
from evalkit.scorers.delivery_metrics import OF_TURNS, PREBUFFERED, definition
from evalkit.scorers.metric import Metric

WORDS = ("formula", "eligible", "unscored", "source")
"""What a derived definition says in its own words."""


def same_but_for_words(one: Metric, other: Metric) -> bool:
    own = {name: getattr(other, name) for name in ("name", "follows", *WORDS)}
    return replace(one, **own) == other and other.follows == one.name


@pytest.mark.parametrize("name", latency_metrics.LIMITED)
def test_the_slowest_of_a_metric_is_the_metric(name: str) -> None:
    metric = latency_metrics.METRIC
    assert same_but_for_words(metric[name], metric[f"slowest_{name}"])


@pytest.mark.parametrize("name", OF_TURNS)
def test_the_worst_of_a_metric_is_the_metric(name: str) -> None:
    assert same_but_for_words(definition(name, 100.0), definition(name, 100.0, worst=True))


@pytest.mark.parametrize(("plain", "tool"), latency_metrics.TOOL_NAMES.items())
def test_of_a_tool_turn_the_same_time_is_measured(plain: str, tool: str) -> None:
    assert same_but_for_words(latency_metrics.METRIC[plain], latency_metrics.METRIC[tool])


def test_only_what_is_played_is_named_after_its_pre_buffer() -> None:
    named = {name: definition(name, 250.0).name for name in OF_TURNS}
    assert {name for name, other in named.items() if name != other} == set(PREBUFFERED)
    assert named["underruns"] == "prebuffer_250_underruns"
    assert definition("underruns", 0.5, worst=True).name == "worst_prebuffer_0.5_underruns"
    assert definition("underruns", 100.0) is delivery_metrics.METRIC["underruns"]


def test_every_time_says_where_it_begins_and_ends() -> None:
    """But for jitter, which is a mean of differences between times."""
    timed = (*latency_metrics.METRICS, *delivery_metrics.METRICS)
    untold = {metric.name for metric in timed if metric.unit == "ms" and not (metric.starts and metric.ends)}
    assert untold == {"jitter_ms", "worst_jitter_ms"}
