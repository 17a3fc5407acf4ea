"""By what a stored run is judged: read from scenario files, kept in the run's folder, read back."""

from pathlib import Path

import pytest

from evalkit.errors import FormatVersionError, NothingSelected, RecordingError, ScenarioErrors, UsageError
from evalkit.recording.model import Header
from evalkit.runner.judgement import AS_PLAYED, JUDGED_BY, Judgement, judgement_by_files, stored_judgement
from evalkit.runner.plan import Selection, select
from tests.runner.small import typed, write_scenarios


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_scenarios(tmp_path, a=typed(), b__c=typed())


def headers(root: Path) -> list[Header]:
    """What a run of everything below a scenario root embeds."""
    return [Header(each.id, each.document, 1, "mock", "m", "synthetic") for each in select(Selection((root,)))]


def test_the_same_files_judge_as_when_it_was_played(root: Path) -> None:
    found = judgement_by_files((root,), headers(root))
    assert (dict(found.expectations), dict(found.refused), found.named) == ({}, {}, frozenset({"a", "b/c"}))
    assert found.settings == {}


def test_only_what_expects_something_else_is_kept(root: Path) -> None:
    played = headers(root)
    write_scenarios(root.parent, b__c=typed(expect="nonsense", more="expected_failure: known"))
    found = judgement_by_files((root,), played)
    assert dict(found.expectations) == {
        "b/c": {"expected_failure": "known", "turns": [{"expect": {"transcript": {"contains": "nonsense"}}}]}
    }
    assert found.settings == {"judged_by": [str(root)]}
    assert found.of(played[0]) == played[0].scenario
    assert found.of(played[1]) == select(Selection((root,)))[1].document


def test_what_plays_something_else_is_refused_with_its_place(root: Path) -> None:
    played = headers(root)
    write_scenarios(root.parent, a=typed(says="Goodbye?", expect="nonsense"))
    found = judgement_by_files((root,), played)
    assert dict(found.expectations) == {}
    assert dict(found.refused) == {
        "a": f"{root}/a.yaml:4:11: turns.0.text: not what was played, so what it expects by now is not of this run"
    }


def test_one_file_of_several(root: Path) -> None:
    assert judgement_by_files((root / "b/c.yaml",), headers(root)).named == {"b/c"}


def test_files_of_another_run(root: Path, tmp_path: Path) -> None:
    other = write_scenarios(tmp_path / "other", **{f"x{number}": typed() for number in range(7)})
    with pytest.raises(UsageError) as error:
        judgement_by_files((other,), headers(root))
    assert str(error.value) == (
        f"{other}: no scenario of this run is there, but x0, x1, x2, x3, x4 and 2 more; scenarios of the run: a, b/c"
    )


def test_files_that_cannot_be_used(root: Path, tmp_path: Path) -> None:
    played = headers(root)
    with pytest.raises(UsageError, match="there is no file or folder"):
        judgement_by_files((tmp_path / "nowhere",), played)
    (tmp_path / "empty").mkdir()
    with pytest.raises(NothingSelected):
        judgement_by_files((tmp_path / "empty",), played)
    twin = write_scenarios(tmp_path / "twin", a=typed())
    with pytest.raises(ScenarioErrors, match="the scenario id 'a' is taken"):
        judgement_by_files((root, twin), played)
    (root / "a.yaml").write_text(typed().replace("transcript", "transcrypt"))
    with pytest.raises(ScenarioErrors, match="did you mean 'transcript'"):
        judgement_by_files((root,), played)


def test_it_comes_back_from_the_disk(tmp_path: Path) -> None:
    assert stored_judgement(tmp_path) == AS_PLAYED
    kept = Judgement(("scenarios",), {"a": {"tags": ["é"], "turns": [{"expect": {"wer": {}}}, {}]}}, frozenset({"a"}))
    (tmp_path / JUDGED_BY).write_bytes(kept.to_json())
    assert stored_judgement(tmp_path) == kept


@pytest.mark.parametrize(
    ("text", "kind", "problem"),
    [
        ("{", RecordingError, "judged_by.json:1: not JSON: "),
        ("[]", FormatVersionError, "format None is unknown; this version knows format 1"),
        ('{"format": 2}', FormatVersionError, "format 2 is unknown"),
        ('{"format": 1}', RecordingError, "does not say what the scenarios expected; remove it"),
        ('{"format": 1, "paths": ["x"], "scenarios": {"a": {"turns": [3]}}}', RecordingError, "does not say"),
        ('{"format": 1, "paths": [], "scenarios": {}}', RecordingError, "does not say"),
    ],
)
def test_a_damaged_file(tmp_path: Path, text: str, kind: type[RecordingError], problem: str) -> None:
    (tmp_path / JUDGED_BY).write_text(text)
    with pytest.raises(RecordingError) as error:
        stored_judgement(tmp_path)
    assert type(error.value) is kind
    assert problem in str(error.value)


def test_expectations_of_another_number_of_turns(root: Path) -> None:
    judgement = Judgement(("x",), {"a": {"turns": []}}, frozenset({"a"}))
    with pytest.raises(RecordingError, match="expects another number of turns than were played of a; remove it"):
        judgement.of(headers(root)[0])
