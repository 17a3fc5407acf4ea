"""The metric contract: the definitions of every scorer's metrics, collected and printed."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence

from evalkit.scorers import SCORERS
from evalkit.scorers.metric import Metric

__all__ = ["contract", "contract_page", "metrics_of"]


def contract() -> tuple[Metric, ...]:
    """Returns the metrics of every known scorer, by scorer, each scorer's in its own order; loads all of them."""
    return tuple(metric for name in SCORERS.names() for metric in metrics_of(name))


def metrics_of(scorer: str) -> tuple[Metric, ...]:
    """Returns the metrics of one scorer: `METRICS` of the module that defines it, empty where a plug-in has none.

    Raises:
        PluginError: there is no such scorer, or it does not load.
    """
    module = sys.modules.get(getattr(SCORERS.get(scorer), "__module__", ""))
    found = getattr(module, "METRICS", ())
    return tuple(metric for metric in found if isinstance(metric, Metric))


def contract_page(metrics: Iterable[Metric]) -> str:
    """Returns the contract as a Markdown page: a table of all metrics, then each definition with what follows from it.

    A metric that follows from another takes one line there, which says only how it differs; and a fact that an earlier
    metric of the scorer has in the same words is told by that one's name.
    """
    listed = tuple(metrics)
    return "\n".join([*_INTRODUCTION, *_overview(listed), *_definitions(listed)]) + "\n"


_INTRODUCTION = (
    "# The metric contract",
    "",
    "What every number means, printed from the definitions that the scores are made from (`evalkit/scorers/`); nothing",
    "here is written by hand. Times are on the session's one clock, taken where a message crosses the transport.",
    "A value that could not be taken is *unscored*, with its reason: never 0, and part of no aggregate. Each score",
    "carries the version of its definition; scores of different versions are never pooled. A metric that is made from",
    "another by one rule (`slowest_…`, `worst_…`, `most_…`, `tool_turn_…`) stands beneath that one, and is as that one",
    "in all that its line does not say.",
    "",
)
_WORTH_NAMING = 60
"""Characters from which on a text that is told again is told by the name of the metric that has it."""


def _overview(metrics: Sequence[Metric]) -> Iterator[str]:
    yield "| metric | version | unit | better | and of these, made by a rule |"
    yield "|---|---|---|---|---|"
    for metric in _bases(metrics):
        unit = "yes or no" if metric.yes_no else metric.unit or "-"
        following = ", ".join(_shortly(each, metric) for each in _following(metric, metrics))
        yield f"| {_link(metric)} | {_version(metric)} | {unit} | {metric.better} | {following} |"


def _shortly(metric: Metric, base: Metric) -> str:
    """A metric's name in the row of the one it follows from, that one's name left out: `slowest_…`."""
    return f"`{metric.name.removesuffix(base.name)}…`"


def _definitions(metrics: Sequence[Metric]) -> Iterator[str]:
    scorer, told = "", dict[str, Metric]()
    for metric in _bases(metrics):
        if metric.scorer != scorer:
            scorer, told = metric.scorer, {}
            yield from ("", f"## {scorer}")
        yield from ("", f"### {scorer}.{metric.name}", "", metric.formula, "")
        yield from (f"- **{what}** {_told_once(text, metric, told)}" for what, text in _facts(metric) if text)
        yield from (f"- **`{each.name}`** {_difference(each, metric)}" for each in _following(metric, metrics))


def _told_once(text: str, metric: Metric, told: dict[str, Metric]) -> str:
    """The text, or where an earlier metric has the same one, that metric's name."""
    first = told.setdefault(text, metric)
    return text if first is metric or len(text) < _WORTH_NAMING else f"as of [`{first.name}`](#{_anchor(first)})"


def _difference(metric: Metric, base: Metric) -> str:
    """What is to be known of a metric that follows from another, and not of that one."""
    facts, same = dict(_facts(metric)), dict(_facts(base))
    parts = (f"*{what}:* {text}." for what, text in facts.items() if text and text != same.get(what))
    return " ".join([metric.formula, *parts])


def _facts(metric: Metric) -> Iterator[tuple[str, str]]:
    better = "neither more nor less is better" if metric.better == "neither" else f"{metric.better} is better"
    unit = "1 for yes, 0 for no" if metric.yes_no else metric.unit or "no unit"
    yield "Version", f"{_version(metric)}; {unit}; {better}"
    yield "From", metric.starts
    yield "To", metric.ends
    yield "Eligible", metric.eligible
    yield "Unscored", metric.unscored
    yield "Source", metric.source
    for version, change in sorted(metric.changes.items()):
        yield f"Since {version}", change


def _bases(metrics: Iterable[Metric]) -> tuple[Metric, ...]:
    return tuple(metric for metric in metrics if not metric.follows)


def _following(base: Metric, metrics: Iterable[Metric]) -> Iterator[Metric]:
    """The metrics that follow from this one, each with those that follow from it in turn."""
    for metric in metrics:
        if (metric.scorer, metric.follows) == (base.scorer, base.name):
            yield metric
            yield from _following(metric, metrics)


def _version(metric: Metric) -> str:
    return f"{metric.version} + {metric.versioned_with}" if metric.versioned_with else str(metric.version)


def _link(metric: Metric) -> str:
    return f"[`{metric.scorer}.{metric.name}`](#{_anchor(metric)})"


def _anchor(metric: Metric) -> str:
    """The fragment that Markdown viewers give the metric's heading."""
    heading = f"{metric.scorer}{metric.name}".lower()
    return "".join(letter for letter in heading if letter.isalnum() or letter in "_-")
