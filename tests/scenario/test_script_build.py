"""From a `mock` section to the steps of a script: the steps beside speech, and how an answer ends by itself."""

from __future__ import annotations

from typing import Any

import pytest

from evalkit.scenario.document import scenario_from_document
from evalkit.scenario.script import Call, Cancel, Complete, Disconnect, GoAway, RunCode, Say, Search, Step
from evalkit.scenario.script_schema import STEP_KEYS, MockFile


def steps(*written: dict[str, Any]) -> tuple[Step, ...]:
    script = scenario_from_document({"turns": [{"text": "hi"}], "mock": {"turns": [list(written)]}}, "a").script
    assert script is not None
    return script.turns[0].steps


@pytest.mark.parametrize(
    ("written", "built"),
    [
        (
            {"search": {"queries": ["a", "b"], "sources": [{"title": "t", "uri": "https://u"}]}, "after_ms": 5},
            (Search(("a", "b"), (("t", "https://u"),), 5.0), Complete()),
        ),
        ({"search": {"queries": ["a"]}}, (Search(("a",)), Complete())),
        (
            {"run_code": {"code": "1/0", "output": "oops", "outcome": "OUTCOME_FAILED"}},
            (RunCode("1/0", "oops", "OUTCOME_FAILED"), Complete()),
        ),
        ({"run_code": {"code": "1"}, "after_ms": 7}, (RunCode("1", after_ms=7.0), Complete())),
        ({"go_away": {"time_left_s": 2}, "after_ms": 3}, (GoAway(2.0, 3.0),)),
        ({"cancel": True, "after_ms": 4}, (Cancel(4.0),)),
    ],
)
def test_each_step_is_built(written: dict[str, Any], built: tuple[Step, ...]) -> None:
    assert steps(written) == built


def test_an_answer_ends_by_itself_whatever_else_it_does() -> None:
    call = Call((("f", {}),), wait=False)
    assert steps({"call": {"f": {}}, "wait": False}, {"cancel": True}) == (call, Cancel(), Complete())
    assert steps({"say": "hm"}, {"go_away": {"time_left_s": 1}}) == (Say("hm"), GoAway(1.0), Complete())
    assert steps({"say": "hm"}, {"disconnect": {}}) == (Say("hm"), Disconnect())
    assert steps({"search": {"queries": ["a"]}}, {"complete": False}) == (Search(("a",)),)


def test_every_step_has_a_description_in_the_schema() -> None:
    definitions = MockFile.model_json_schema()["$defs"]
    found = {key: each for each in definitions.values() for key in each["properties"] if key in STEP_KEYS}
    assert set(found) == set(STEP_KEYS)
    for key, each in found.items():
        assert each["description"], key
        assert all(field.get("description") for field in each["properties"].values()), key
