from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.errors import HistoryError
from evalkit.history.night import Night, Played
from evalkit.history.night_file import night_from_json, night_to_json
from evalkit.outcome import Outcome
from tests.history.made_nights import FIRST, a_night, attempts

PLACE = "reports/history/x.json"

numbers = st.floats(allow_nan=False, allow_infinity=False)
names = st.sampled_from([FIRST, "a.b@1", "wer.input_wer@4", "überall.größe@12"])
played = st.builds(
    Played,
    scenario_id=st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    content=st.sampled_from(["c", "d"]),
    attempt=st.integers(0, 9),
    status=st.sampled_from(["passed", "failed", "infra", "invalid", "expected_failure", "unexpected_pass"]),
    arm=st.sampled_from(["", "baseline", "candidate"]),
    quarantined=st.booleans(),
    definitions=st.lists(names, max_size=2).map(tuple),
    amounts=st.dictionaries(names, st.lists(numbers, max_size=3).map(tuple), max_size=3),
    counts=st.dictionaries(names, st.tuples(numbers, numbers), max_size=3),
)
nights = st.builds(
    Night,
    run_id=st.just("r"),
    key=st.just("k"),
    endpoint=st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    model=st.just("m"),
    planned=st.integers(0, 10_000),
    played=st.lists(played, max_size=5).map(tuple),
    accepted_at=st.sampled_from(["", "2026-11-22"]),
    outcome=st.sampled_from([None, *Outcome]),
    interrupted=st.booleans(),
)


@given(nights)
@settings(max_examples=60)
def test_what_was_written_is_read(night: Night) -> None:
    assert night_from_json(night_to_json(night), PLACE) == night


def test_the_file_is_what_the_docstring_says() -> None:
    plays = (
        *attempts("a", "+", amounts={FIRST: (812.5,)}, counts={"wer.input_wer@4": (1.0, 8.0)}),
        *attempts("b", "-", amounts={FIRST: (640.0, 655.25)}, arm="baseline", quarantined=True),
    )
    document = json.loads(night_to_json(a_night(1, plays, outcome=Outcome.NO_EVIDENCE, why="few")))
    assert document["format"] == 1
    assert document["outcome"] == "NO EVIDENCE"
    assert document["scenarios"] == [["a", "c"], ["b", "c"]]
    assert document["played"] == [[0, 1, "passed"], [1, 1, "failed", "baseline", True]]
    assert document["amounts"] == {FIRST: [[0, 1], [812.5, [640.0, 655.25]]]}
    assert document["counts"] == {"wer.input_wer@4": [[0], [[1, 8]]]}


def test_a_scenario_has_the_definitions_it_was_judged_by_and_old_files_have_none() -> None:
    judged, old = attempts("a", "+-", definitions=("wer.input_wer@4",)), attempts("b", "+")
    document = json.loads(night_to_json(a_night(1, judged + old)))
    assert document["scenarios"] == [["a", "c", ["wer.input_wer@4"]], ["b", "c"]]
    assert document["played"] == [[0, 1, "passed"], [0, 2, "failed"], [1, 1, "passed"]]
    document["scenarios"][0][2] = ["wer", 4]
    with pytest.raises(HistoryError, match=r"scenarios\.0: expected a list of metrics with their versions"):
        night_from_json(json.dumps(document).encode(), PLACE)


def test_a_text_that_no_file_can_hold_is_replaced_and_not_lost_with_the_night() -> None:
    night = a_night(1, model="a\ud83d", reason="b")
    assert night_from_json(night_to_json(night), PLACE).model == "a?"


def changed(change: Callable[[dict[str, Any]], Any]) -> bytes:
    plays = attempts("a", "++", amounts={FIRST: (1.0,)}, counts={"x.y@1": (1.0, 1.0)})
    document = json.loads(night_to_json(a_night(1, plays)))
    change(document)
    return json.dumps(document).encode()


DAMAGED = "; take it again from where it was copied, or remove it: the verdict then does without that night"
NEWER = "; read it with the version of evalkit that wrote it, or remove it"


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "is empty" + DAMAGED),
        (b'{"format":1,', "not JSON: unexpected end of data (line 1, column 13)" + DAMAGED),
        (b"[]", "not a JSON object" + DAMAGED),
        (b"{}", "no format number; this version knows format 1" + NEWER),
        (b'{"format":2}', "format 2; this version knows format 1" + NEWER),
        (b'{"format":true}', "format true; this version knows format 1" + NEWER),
        (b'{"format":1}', "scenarios: expected a list, found null" + DAMAGED),
        (changed(lambda d: d.pop("key")), "key: expected a text, found null" + DAMAGED),
        (changed(lambda d: d.update(planned=-1)), "planned: expected a count, found -1" + DAMAGED),
        (changed(lambda d: d.update(planned=True)), "planned: expected a count, found true" + DAMAGED),
        (changed(lambda d: d.update(reason=3)), "reason: expected a text, found 3" + DAMAGED),
        (
            changed(lambda d: d.update(outcome="FINE")),
            "outcome: expected one of PASS, REGRESSED, IMPROVED, NO EVIDENCE, INCONCLUSIVE, NEW KEY, "
            'found "FINE"' + DAMAGED,
        ),
        (
            changed(lambda d: d.update(scenarios=["a"])),
            'scenarios.0: expected an id and the digest of its content, found "a"' + DAMAGED,
        ),
        (
            changed(lambda d: d["played"].append([0, 3])),
            "played.2: expected a list of scenario, attempt and status, found [0, 3]" + DAMAGED,
        ),
        (
            changed(lambda d: d["played"].append([1, 3, "passed"])),
            "played.2: expected a scenario from 0 to 0, found 1" + DAMAGED,
        ),
        (
            changed(lambda d: d["played"].append([0, 3, "fine"])),
            "played.2: expected one of expected_failure, failed, infra, invalid, passed, unexpected_pass, "
            'found "fine"' + DAMAGED,
        ),
        (
            changed(lambda d: d["played"].append([0, "3", "passed"])),
            'played.2: expected an attempt\'s number and the name of an arm, found [0, "3", "passed"]' + DAMAGED,
        ),
        (changed(lambda d: d.update(amounts=[])), "amounts: expected an object, found []" + DAMAGED),
        (
            changed(lambda d: d["amounts"].update({FIRST: [0]})),
            f"amounts.{FIRST}: expected a list of attempts and a list of their values, found [0]" + DAMAGED,
        ),
        (
            changed(lambda d: d["amounts"].update({FIRST: [[7], [1.0]]})),
            f"amounts.{FIRST}: expected as many values as attempts, each from 0 to 1, found [7]" + DAMAGED,
        ),
        (
            changed(lambda d: d["amounts"].update({FIRST: [[0, 1], [1.0]]})),
            f"amounts.{FIRST}: expected as many values as attempts, each from 0 to 1, found [0, 1]" + DAMAGED,
        ),
        (
            changed(lambda d: d["amounts"].update({FIRST: [[0], ["1"]]})),
            f'amounts.{FIRST}: expected numbers, found ["1"]' + DAMAGED,
        ),
        (
            changed(lambda d: d["amounts"].update({FIRST: [[0], [None]]})),
            f"amounts.{FIRST}: expected numbers, found [null]" + DAMAGED,
        ),
        (
            changed(lambda d: d["counts"].update({"x.y@1": [[0], [[1]]]})),
            "counts.x.y@1: expected pairs of a part and a whole, found [[1]]" + DAMAGED,
        ),
        (
            changed(lambda d: d["counts"].update({"x.y@1": [[0], [[1, True]]]})),
            "counts.x.y@1: expected pairs of a part and a whole, found [[1, true]]" + DAMAGED,
        ),
    ],
)
def test_a_damaged_file_is_named_with_what_to_do(data: bytes, problem: str) -> None:
    with pytest.raises(HistoryError) as found:
        night_from_json(data, PLACE)
    assert str(found.value) == f"{PLACE}: {problem}"


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(anything, st.sampled_from(["scenarios", "played", "amounts", "counts", "outcome", "planned", "run_id"]))
@settings(max_examples=100)
def test_nothing_in_a_file_crashes_the_reader(value: Any, key: str) -> None:
    with suppress(HistoryError):
        night_from_json(changed(lambda document: document.update({key: value})), PLACE)
