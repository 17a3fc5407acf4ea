from pathlib import Path

import pytest

from evalkit.scenario.loader import load_scenario
from evalkit.scenario.model import Scenario
from evalkit.scenario.places import error_at

_TEXT = "turns:\n  - say: Hi\n    image: [a.png]\n"


@pytest.fixture
def scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scenario:
    monkeypatch.chdir(tmp_path)
    Path("a.png").touch()
    Path("a.yaml").write_text(_TEXT)
    return load_scenario("a.yaml")


def test_the_first_place_that_is_there_counts(scenario: Scenario) -> None:
    places = ("turns", 0, "image", 0, "file"), ("turns", 0, "image", 0), ("turns", 0, "image")
    assert str(error_at(scenario, places, "is bad", "mend it")) == "a.yaml:3:13: turns.0.image.0: is bad; mend it"


def test_where_none_is_there_its_nearest_parent_has_the_line(scenario: Scenario) -> None:
    for place, at in ((("turns", 0, "video"), "2:5: turns.0.video"), (("tags",), "1:1: tags")):
        assert str(error_at(scenario, (place,), "is bad")) == f"a.yaml:{at}: is bad"


def test_a_file_elsewhere_is_named_in_full(scenario: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")
    found = error_at(scenario, (("turns", 0, "say"),), "is bad")
    assert str(found) == f"{tmp_path}/a.yaml:2:10: turns.0.say: is bad"


@pytest.mark.parametrize("now", [None, "turns: [", "\0"])
def test_a_file_that_is_not_there_any_more_is_named_without_a_line(scenario: Scenario, now: str | None) -> None:
    Path("a.yaml").unlink() if now is None else Path("a.yaml").write_text(now)
    assert str(error_at(scenario, (("turns", 0, "say"),), "is bad")) == "a.yaml: turns.0.say: is bad"
