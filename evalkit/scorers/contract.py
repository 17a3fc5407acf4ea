"""The metric contract: the definitions of every scorer's metrics, collected and printed."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

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
    """Returns the contract as a Markdown page: a table of all metrics, then each definition and each rule.

    A metric that follows from another by a rule is told by that rule, once for all metrics of the scorer that it is
    applied to; and a fact that an earlier metric of the scorer has in the same words is told by that one's name.
    """
    listed = tuple(metrics)
    lines = [*_INTRODUCTION, *_overview(listed)]
    for _, of_scorer in groupby(listed, lambda metric: metric.scorer):
        lines += _section(tuple(of_scorer))
    return "\n".join(lines) + "\n"


_INTRODUCTION = (
    "# The metric contract",
    "",
    "What every number means, printed from the definitions that the scores are made from (`evalkit/scorers/`); nothing",
    "here is written by hand. Times are on the session's one clock, taken where a message crosses the transport.",
    "A value that could not be taken is *unscored*, with its reason: never 0, and part of no aggregate. Each score",
    "carries the version of its definition; scores of different versions are never pooled.",
    "",
    "Some metrics are made from another one by a rule (`slowest_…`, `worst_…`, `most_…`, `tool_turn_…`). The table has",
    "them beside that one; the rules stand at the end of each scorer. What a rule does not say is as of that metric.",
    "",
)
_WORTH_NAMING = 60
"""Characters from which on a text that is told again is told by the name of the metric that has it."""


def _overview(metrics: Sequence[Metric]) -> Iterator[str]:
    yield "| metric | version | unit | better | made from it by a rule |"
    yield "|---|---|---|---|---|"
    for metric in metrics:
        if not metric.follows:
            unit = "yes or no" if metric.yes_no else metric.unit or "-"
            made = ", ".join(f"`{each.name}`" for each in _following(metric, metrics)) or "-"
            name = f"[`{metric.scorer}.{metric.name}`](#{_anchor(metric)})"
            yield f"| {name} | {_version(metric)} | {unit} | {metric.better} | {made} |"


def _following(base: Metric, metrics: Iterable[Metric]) -> Iterator[Metric]:
    """The metrics that follow from this one, each with those that follow from it in turn."""
    for metric in metrics:
        if (metric.scorer, metric.follows) == (base.scorer, base.name):
            yield metric
            yield from _following(metric, metrics)


def _section(metrics: Sequence[Metric]) -> Iterator[str]:
    """All that one scorer measures."""
    yield from ("", f"## {metrics[0].scorer}")
    told: dict[str, Metric] = {}
    for metric in metrics:
        if not metric.follows:
            yield from ("", f"### {metric.scorer}.{metric.name}", "", metric.formula, "")
            yield from _facts_once(metric, told)
    rules = tuple(_rules(metrics))
    if rules:
        yield from ("", f"### Made by a rule from metrics of {metrics[0].scorer}", "", *rules)


def _facts_once(metric: Metric, told: dict[str, Metric]) -> Iterator[str]:
    """The facts of a metric; those that an earlier one has in the same words by its name."""
    elsewhere: dict[str, list[str]] = {}
    for what, text in _facts(metric):
        first = told.setdefault(text, metric)
        if first is metric or len(text) < _WORTH_NAMING:
            yield f"- **{what}** {text}"
        else:
            elsewhere.setdefault(f"[`{first.name}`](#{_anchor(first)})", []).append(what)
    yield from (f"- **{', '.join(facts)}** as of {name}" for name, facts in elsewhere.items())


def _rules(metrics: Sequence[Metric]) -> Iterator[str]:
    """Each rule in words, with `…` for the name of the metric it is applied to, and the metrics it is applied to."""
    named = {metric.name: metric for metric in metrics}
    applied: dict[tuple[str, str], list[str]] = {}
    for metric in (each for each in metrics if each.follows):
        rule = _difference(metric, named[metric.follows]).replace(metric.follows, "…")
        applied.setdefault((metric.name.replace(metric.follows, "…"), rule), []).append(metric.follows)
    for (name, rule), bases in applied.items():
        yield f"- **`{name}`** of {', '.join(f'`{base}`' for base in bases)}: {rule}"


def _difference(metric: Metric, base: Metric) -> str:
    """What is to be known of a metric that follows from another, and not of that one."""
    same = dict(_facts(base))
    parts = (f"*{what}:* {text}." for what, text in _facts(metric) if text != same.get(what))
    return " ".join([metric.formula, *parts])


def _facts(metric: Metric) -> Iterator[tuple[str, str]]:
    better = "neither more nor less is better" if metric.better == "neither" else f"{metric.better} is better"
    unit = "1 for yes, 0 for no" if metric.yes_no else metric.unit or "no unit"
    ends = (("From", metric.starts), ("To", metric.ends)) if metric.starts else ()
    yield "Version", f"{_version(metric)}; {unit}; {better}"
    yield from ends
    yield "Eligible", metric.eligible
    yield "Unscored", metric.unscored
    yield "Source", metric.source
    yield from ((f"Since {version}", change) for version, change in sorted(metric.changes.items()))


def _version(metric: Metric) -> str:
    return f"{metric.version} + {metric.versioned_with}" if metric.versioned_with else str(metric.version)


def _anchor(metric: Metric) -> str:
    """The fragment that Markdown viewers give the metric's heading."""
    heading = f"{metric.scorer}{metric.name}".lower()
    return "".join(letter for letter in heading if letter.isalnum() or letter in "_-")
