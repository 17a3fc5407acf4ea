"""The metric contract: the definitions of every scorer's metrics, collected and printed."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

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
    """Returns the contract as a Markdown page: one table of all metrics, then each definition."""
    listed = tuple(metrics)
    return "\n".join([*_INTRODUCTION, *_overview(listed), *_definitions(listed)]) + "\n"


_INTRODUCTION = (
    "# The metric contract",
    "",
    "What every number means, printed from the definitions that the scores are made from (`evalkit/scorers/`); nothing",
    "here is written by hand. Times are on the session's one clock, taken where a message crosses the transport.",
    "A value that could not be taken is *unscored*, with its reason: never 0, and part of no aggregate. Each score",
    "carries the version of its definition; scores of different versions are never pooled.",
    "",
)


def _overview(metrics: Iterable[Metric]) -> Iterator[str]:
    yield "| metric | version | unit | better |"
    yield "|---|---|---|---|"
    for metric in metrics:
        name = f"{metric.scorer}.{metric.name}"
        unit = "yes or no" if metric.yes_no else metric.unit or "-"
        yield f"| [`{name}`](#{_anchor(name)}) | {_version(metric)} | {unit} | {metric.better} |"


def _definitions(metrics: Iterable[Metric]) -> Iterator[str]:
    scorer = ""
    for metric in metrics:
        if metric.scorer != scorer:
            scorer = metric.scorer
            yield from ("", f"## {scorer}")
        yield from ("", f"### {scorer}.{metric.name}", "", metric.formula, "")
        yield from (f"- **{what}** {text}" for what, text in _facts(metric) if text)


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


def _version(metric: Metric) -> str:
    return f"{metric.version} + {metric.versioned_with}" if metric.versioned_with else str(metric.version)


def _anchor(heading: str) -> str:
    """The fragment that Markdown viewers give a heading."""
    return "".join(letter for letter in heading.lower() if letter.isalnum() or letter in "_-")
