from __future__ import annotations

from typing import Any

from evalkit.history.night import Night
from evalkit.history.trend import PRIMARIES
from evalkit.outcome import Outcome
from evalkit.reporters.html.trends import chapter_trends, part_data, trends_data
from tests.history.made_nights import FIRST, a_night, attempts

JUDGE = "judge.polite@1"
NIGHTS = [
    a_night(1, attempts("b", "++", amounts={FIRST: (1000.25,)}), accepted_at="x", reason="the first"),
    a_night(2, attempts("a", "+-", counts={JUDGE: (1.0, 2.0)}), outcome=Outcome.REGRESSED, why="broken: a"),
    a_night(
        3,
        attempts("b", "+", amounts={FIRST: (1100.0,)}),
        key="k2",
        model="models/b",
        outcome=Outcome.PASS,
        why="as before",
    ),
]


def data(*nights: Night) -> dict[str, Any]:
    chapter = chapter_trends(nights, PRIMARIES)
    names = [f"trends/{place}.js" for place, _ in enumerate(chapter.scenarios)]
    document = trends_data([chapter], [("title", "sentence")], lambda run_id: f"./{run_id}/report.html", [names])
    found: dict[str, Any] = document["chapters"][0]
    return found


def metric(found: dict[str, Any], name: str) -> dict[str, Any]:
    (one,) = (each for each in found["metrics"] if each["name"] == name)
    return dict(one)


def test_nights_are_columns() -> None:
    assert data(*NIGHTS)["nights"] == {
        "name": ["20261101-020000-vertex", "20261102-020000-vertex", "20261103-020000-vertex"],
        "day": ["2026-11-01", "2026-11-02", "2026-11-03"],
        "started": ["2026-11-01 02:00:00 UTC", "2026-11-02 02:00:00 UTC", "2026-11-03 02:00:00 UTC"],
        "url": [f"./2026110{day}-020000-vertex/report.html" for day in (1, 2, 3)],
        "outcome": ["not judged", "REGRESSED", "PASS"],
        "kind": ["", "bad", "good"],
        "why": ["", "broken: a", ""],
        "accepted": ["the first", "", ""],
        "series": ["", "", "vertex · models/b · us-central1"],
    }


def test_gates_come_first_then_every_metric_by_name() -> None:
    found = data(*NIGHTS)
    assert [each["name"] for each in found["metrics"]] == [
        "passed",
        "latency",
        "judge.polite",
        "latency.first_audible_ms",
    ]
    assert [each["gate"] for each in found["metrics"]] == [True, True, False, False]
    assert (found["scenarios"], found["parts"]) == (["a", "b"], ["trends/0.js", "trends/1.js"])


def test_a_metric_has_a_level_for_each_night() -> None:
    first = metric(data(*NIGHTS), "latency.first_audible_ms")
    assert first == {
        "name": "latency.first_audible_ms",
        "title": "latency.first_audible_ms",
        "gate": False,
        "unit": "ms",
        "better": "neither",
        "newest": "1,100 ms",
        "levels": [1000.2, None, 1100],
        "low": [None, None, None],
        "high": [None, None, None],
        "versions": [],
        "changes": [],
    }


def test_a_gate_knows_which_way_is_better() -> None:
    found = data(*NIGHTS)
    assert (metric(found, "passed")["better"], metric(found, "latency")["better"]) == ("higher", "lower")
    assert metric(found, "passed")["unit"] == "%"
    assert metric(found, "passed")["low"][1] < 0.5 < metric(found, "passed")["high"][1]


def test_another_version_is_marked() -> None:
    nights = [a_night(1, attempts("a", "+", counts={JUDGE: (1.0, 1.0)}))]
    nights += [a_night(2, attempts("a", "+", counts={"judge.polite@2": (1.0, 1.0)}))]
    assert metric(data(*nights), "judge.polite")["versions"] == [[1, "version 2"]]


def test_a_change_goes_with_its_medians() -> None:
    nights = [
        a_night(day, attempts("a", "+", amounts={FIRST: ((800.0 if day < 13 else 960.0) + day % 2,)}))
        for day in range(1, 25)
    ]
    (change,) = metric(data(*nights), "latency")["changes"]
    assert change == {
        "place": 12,
        "words": "since 2026-11-13: +20 % (median 800 ms → 960 ms)",
        "kind": "worse",
        "before": 800.5,
        "after": 960.5,
        "from": "",
    }


def test_one_scenario_has_the_metrics_in_their_order() -> None:
    found = part_data(chapter_trends(NIGHTS, PRIMARIES), "a")
    assert found == {"format": 1, "scenario": "a", "levels": [[None, 0.5, None], None, [None, 0.5, None], None]}
