"""The `replay` endpoint: references are read before anything is played."""

from pathlib import Path

import pytest

from evalkit.endpoints import ENDPOINTS
from evalkit.endpoints.base import EndpointOptions
from evalkit.endpoints.replay import reference_folder, replay
from evalkit.errors import RecordingError, ReplayMismatch, UsageError
from evalkit.runner.plan import Selection, select
from evalkit.scenario.model import Scenario
from tests.runner.small import TESTS_OPTIONS, keep_references, run_replay, typed, write_scenarios
from tests.virtual import in_virtual_time


def scenarios(root: Path) -> tuple[Scenario, ...]:
    return select(Selection((root,)))


def problem(root: Path) -> str:
    with pytest.raises(RecordingError) as error:
        replay(TESTS_OPTIONS).check(scenarios(root))
    return str(error.value)


def test_missing_references_are_one_error(tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a=typed(), deep__er__b=typed())
    hint = "make one: evalkit record PATH --endpoint mock"
    assert problem(root) == f"{root}/recordings: no reference recording of a, deep/er/b; {hint}"
    keep_references(root)
    replay(TESTS_OPTIONS).check(scenarios(root))
    write_scenarios(tmp_path, **{f"x{number}": typed() for number in range(7)})
    assert problem(root) == f"{root}/recordings: no reference recording of x0, x1, x2, x3, x4 and 2 more; {hint}"


def test_the_folder_named_is_the_one_that_lacks_a_recording(tmp_path: Path) -> None:
    there, bare = tmp_path / "a_there", tmp_path / "b_bare"
    keep_references(write_scenarios(there, a__b=typed()))
    write_scenarios(bare, c=typed())
    both = select(Selection((there / "scenarios", bare / "scenarios")))
    with pytest.raises(RecordingError) as error:
        replay(TESTS_OPTIONS).check(both)
    assert str(error.value).startswith(f"{bare}/scenarios/recordings: no reference recording of c; ")


def test_a_damaged_reference_is_known_before_anything_is_played(tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a=typed())
    keep_references(root)
    events = root / "recordings/a/events.jsonl"
    events.write_bytes(b"")
    assert problem(root).startswith(f"{events}: is empty")
    (events).unlink()
    assert problem(root) == f"{root}/recordings/a: holds no events.jsonl, so it is not a recording"


def test_the_recording_says_what_answers(tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a=typed())
    keep_references(root)
    (scenario,) = scenarios(root)
    endpoint = ENDPOINTS.get("replay")(TESTS_OPTIONS)
    assert (endpoint.name, endpoint.virtual_time) == ("replay", True)
    assert (endpoint.model(scenario), endpoint.provenance(scenario)) == ("models/mock", "synthetic")
    assert reference_folder(scenario) == root / "recordings/a"
    (result,) = run_replay(root).attempts
    assert (result.status, result.provenance, result.reference) == ("passed", "synthetic", "synthetic")


def test_a_model_cannot_be_chosen() -> None:
    with pytest.raises(UsageError) as error:
        replay(EndpointOptions(speech=TESTS_OPTIONS.speech, model="gemini-x"))
    assert str(error.value) == (
        "--model gemini-x cannot be used with --endpoint replay: a recording has its model; "
        "choose a live endpoint, or leave --model out"
    )


def test_a_connection_more_than_was_recorded_is_a_mismatch(tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a=typed())
    keep_references(root)
    (scenario,) = scenarios(root)

    async def resume() -> None:
        async with replay(TESTS_OPTIONS).connect(scenario, 1):
            raise AssertionError("there is none")

    with pytest.raises(ReplayMismatch) as error:
        in_virtual_time(resume())
    assert str(error.value) == (
        "replay, turn 1: expected 1 connection, found another one that resumes the session; "
        "record the scenario again if the change is meant"
    )
