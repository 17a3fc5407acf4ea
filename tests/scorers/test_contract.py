"""The metric contract: docs/metrics.md holds it, and no score is made past it. EVALKIT_GOLD=write writes it anew."""

import os
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from evalkit.scorers.contract import contract, contract_page
from evalkit.scorers.metric import Metric

DOCS = Path(__file__).resolve().parents[2] / "docs" / "metrics.md"
A_METRIC = Metric(
    scorer="latency",
    name="nap_ms",
    formula="How long it slept.",
    eligible="every turn",
    unscored="it never woke",
    source="nobody",
    starts="sleep",
    ends="waking",
    unit="ms",
    better="lower",
    version=2,
    changes={2: "snoring is sleep"},
)


def test_the_documentation_holds_the_contract() -> None:
    if os.environ.get("EVALKIT_GOLD") == "write":
        DOCS.write_text(contract_page(contract()), encoding="utf-8")
    assert DOCS.read_text(encoding="utf-8") == contract_page(contract())


def test_no_metric_is_defined_twice() -> None:
    counted = Counter((metric.scorer, metric.name) for metric in contract())
    assert [name for name, count in counted.items() if count > 1] == []


@pytest.mark.parametrize("metric", contract(), ids=lambda metric: f"{metric.scorer}.{metric.name}")
def test_a_definition_is_complete(metric: Metric) -> None:
    for text in (metric.formula, metric.eligible, metric.unscored, metric.source):
        assert text.strip() == text != ""
        assert "|" not in text, "it would break a table"
    assert set(metric.changes) == set(range(2, metric.version + 1)), "each version says what it changed"
    assert metric.name.endswith("_ms") == (metric.unit == "ms"), "the unit ends the name"
    assert not (metric.yes_no and metric.unit), "yes and no have no unit"
    if metric.unit == "ms" and metric.starts:
        assert metric.ends, "a time has two ends"


def test_a_page_in_full() -> None:
    page = contract_page([A_METRIC])
    assert "| [`latency.nap_ms`](#latencynap_ms) | 2 | ms | lower | - |" in page
    assert page.endswith(
        "\n## latency\n\n### latency.nap_ms\n\nHow long it slept.\n\n"
        "- **Version** 2; ms; lower is better\n- **From** sleep\n- **To** waking\n- **Eligible** every turn\n"
        "- **Unscored** it never woke\n- **Source** nobody\n- **Since 2** snoring is sleep\n"
    )


def test_every_metric_is_on_the_page_by_its_full_name() -> None:
    table = contract_page(contract()).partition("\n## ")[0]
    for metric in contract():
        assert (f"| `{metric.name}`" if metric.follows else f"[`{metric.scorer}.{metric.name}`]") in table.replace(
            ", `", "| `"
        )


@pytest.mark.parametrize("metric", [metric for metric in contract() if metric.follows], ids=lambda metric: metric.name)
def test_what_follows_a_rule_is_named_after_what_it_is_made_from(metric: Metric) -> None:
    bases = [each for each in contract() if (each.scorer, each.name) == (metric.scorer, metric.follows)]
    assert len(bases) == 1
    assert metric.name.endswith(metric.follows), "or the rule could not be told by `…`"
    assert (metric.unit, metric.version) == (bases[0].unit, bases[0].version)


def test_a_rule_is_told_once_and_says_only_what_differs() -> None:
    wink = replace(A_METRIC, name="wink_ms", formula="How long the eye was shut.")
    long = [
        replace(each, name=f"long_{each.name}", follows=each.name, formula=f"The longest {each.name}.", source="ours")
        for each in (A_METRIC, wink)
    ]
    page = contract_page([A_METRIC, wink, *long])
    assert "| [`latency.wink_ms`](#latencywink_ms) | 2 | ms | lower | `long_wink_ms` |" in page
    assert page.endswith(
        "\n### Made by a rule from metrics of latency\n\n"
        "- **`long_…`** of `nap_ms`, `wink_ms`: The longest …. *Source:* ours.\n"
    )


def test_a_long_fact_that_an_earlier_metric_has_too_is_told_by_its_name() -> None:
    starts = "the moment the last eyelid falls, as seen by a camera at the foot of the bed"
    nap, wink = (replace(A_METRIC, name=name, starts=starts) for name in ("nap_ms", "wink_ms"))
    page = contract_page([nap, wink])
    assert page.count(starts) == 1
    assert page.endswith("- **Since 2** snoring is sleep\n- **From** as of [`nap_ms`](#latencynap_ms)\n")


def test_a_score_is_made_from_its_definition() -> None:
    score = A_METRIC.score(3, 1.5, passed=True, expected="≤ 2 ms", evidence=(7,), part_version=3)
    assert (score.scorer, score.metric, score.version, score.unit, score.better) == (
        *("latency", "nap_ms"),
        *(4, "ms", "lower"),
    )
    assert (score.turn, score.value, score.passed, score.detail) == (3, 1.5, True, {})
