import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalkit.errors import ScenarioErrors
from evalkit.scenario.document import scenario_from_document
from evalkit.scenario.json_schema import json_schema


def _messages(document: Any, **options: Any) -> list[str]:
    with pytest.raises(ScenarioErrors) as raised:
        scenario_from_document(document, "imported/a", **options)
    return [str(error) for error in raised.value.errors]


def test_an_imported_recording_may_hold_no_turns() -> None:
    assert scenario_from_document({"turns": []}, "imported/a").turns == ()


def test_audio_files_need_not_exist(tmp_path: Path) -> None:
    document = {"turns": [{"audio": "audio/gone.wav"}]}
    scenario = scenario_from_document(document, "a", tmp_path / "a.yaml", tmp_path)
    assert (scenario.source, scenario.root) == (tmp_path / "a.yaml", tmp_path)


def test_mistakes_name_the_id_or_the_source() -> None:
    document = {"turns": [{"say": 3}], "zzz": 1}
    assert _messages(document)[0] == "imported/a: turns.0.say: expected a string, found 3; put it in quotes"
    assert _messages(document, source=Path("s/a.yaml"))[0].startswith("s/a.yaml: turns.0.say: ")
    assert len(_messages(document)) == 2


def _nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = {"a": value}
    return value


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"turns": [], "setup": {"labels": {1: "x"}}}, "setup.labels: a key must be a string, found 1"),
        ({"turns": {"a", "b"}}, "turns: expected what JSON can hold, found a set"),
        ({"turns": [b"x"]}, "turns.0: expected what JSON can hold, found a bytes"),
        ({"turns": [], "description": "\ud800"}, "description: a lone surrogate is not a character; remove it"),
        ({"turns": [], "x\ud800": 1}, "a key must be a string, found 'x\\ud800'"),
        ({"turns": [{"silence_s": float("nan")}]}, "turns.0.silence_s: expected a finite number, found nan"),
        (
            {"turns": [{"silence_s": 10**5000}]},
            "turns.0.silence_s: the number is out of range; put it in quotes if it is text",
        ),
        ({"turns": [], "setup": _nested(5000)}, "setup.a.a: the document nests deeper than 32 levels; flatten it"),
        ([], "expected a mapping, found an empty list"),
        (None, "expected a mapping, found nothing; write {} for an empty one"),
    ],
)
def test_data_that_no_file_could_hold(document: Any, message: str) -> None:
    assert _messages(document) == [f"imported/a: {message}"]


def test_the_document_given_is_not_changed() -> None:
    document = {"turns": [{"text": "hi"}], "mock": {"turns": [[{"say": "a"}]]}, "setup_unchecked": {"x": {"y": 1}}}
    before = copy.deepcopy(document)
    scenario_from_document(document, "a")
    assert document == before


_SCHEMA = json_schema()
_MODELS = (_SCHEMA, *_SCHEMA["$defs"].values(), _SCHEMA["properties"]["setup"])
_ODD_KEYS = ("model", "matches", "function_declarations", "name", "<say>", "<one>", "[key]")
_KEYS = st.sampled_from(sorted({*(key for model in _MODELS for key in model["properties"]), *_ODD_KEYS}))
_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=4)
    | st.sampled_from(["/(/", "f", "silent"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS | st.text(max_size=3), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(_KEYS, _VALUES, max_size=6) | _VALUES)
def test_nothing_but_scenario_errors_escapes(document: Any) -> None:
    problems = []
    try:
        scenario_from_document(document, "a")
    except ScenarioErrors as raised:
        problems = [str(error) for error in raised.errors]
        assert problems
    assert not any("\n" in problem for problem in problems)


_TURNS = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("text", "audio", "say", "silence_s", "start", "expect"), _VALUES)
)
_STEPS = st.fixed_dictionaries({}, optional=dict.fromkeys(("hear", "say", "call", "complete", "send", "wait"), _VALUES))


@given(st.lists(_TURNS | _VALUES, max_size=3), st.lists(st.lists(_STEPS | _VALUES, max_size=3), max_size=3))
def test_nothing_else_escapes_from_turns_and_steps(turns: list[Any], steps: list[Any]) -> None:
    document = {"turns": turns, "mock": {"turns": steps}}
    try:
        scenario = scenario_from_document(document, "a")
    except ScenarioErrors:
        return
    assert len(scenario.turns) == len(turns)
