"""The metric contract: docs/metrics.md holds it, and no score is made past it. EVALKIT_GOLD=write writes it anew."""

import os
from collections import Counter
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
    assert "| [`latency.nap_ms`](#latencynap_ms) | 2 | ms | lower |" in page
    assert page.endswith(
        "\n## latency\n\n### latency.nap_ms\n\nHow long it slept.\n\n"
        "- **Version** 2; ms; lower is better\n- **From** sleep\n- **To** waking\n- **Eligible** every turn\n"
        "- **Unscored** it never woke\n- **Source** nobody\n- **Since 2** snoring is sleep\n"
    )


def test_a_score_is_made_from_its_definition() -> None:
    score = A_METRIC.score(3, 1.5, passed=True, expected="≤ 2 ms", evidence=(7,), part_version=3)
    assert (score.scorer, score.metric, score.version, score.unit, score.better) == (
        *("latency", "nap_ms"),
        *(4, "ms", "lower"),
    )
    assert (score.turn, score.value, score.passed, score.detail) == (3, 1.5, True, {})
