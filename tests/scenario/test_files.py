import os
from pathlib import Path

import pytest

from evalkit.errors import NothingSelected, UsageError
from evalkit.scenario.files import find_scenario_files, scenario_id_of, scenario_root_of


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in (
        "scenarios/b.yaml",
        "scenarios/a.yml",
        "scenarios/tools/c.YAML",
        "scenarios/tools/audio/spoken.yaml",
        "scenarios/audio/not.yaml",
        "scenarios/recordings/not.yaml",
        "scenarios/.hidden/not.yaml",
        "scenarios/.not.yaml",
        "scenarios/notes.txt",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_folder_stands_for_the_scenarios_below_it(folder: Path) -> None:
    found = [path.as_posix() for path in find_scenario_files(["."])]
    assert found == [
        "scenarios/a.yml",
        "scenarios/b.yaml",
        "scenarios/tools/audio/spoken.yaml",
        "scenarios/tools/c.YAML",
    ]


def test_a_file_named_twice_is_found_once(folder: Path) -> None:
    found = find_scenario_files(["scenarios/b.yaml", folder / "scenarios" / "b.yaml", "scenarios/tools/../b.yaml"])
    assert found == (Path("scenarios/b.yaml"),)


def test_a_missing_path_names_the_nearest(folder: Path) -> None:
    with pytest.raises(UsageError) as raised:
        find_scenario_files(["scenario"])
    assert str(raised.value) == "there is no file or folder scenario; did you mean 'scenarios'?"


@pytest.mark.parametrize("path", ["zzz.yaml", "a\0b.yaml", "nowhere/x.yaml"])
def test_a_missing_path(folder: Path, path: str) -> None:
    with pytest.raises(UsageError, match="there is no file or folder"):
        find_scenario_files([path])


def test_a_name_no_disk_takes(folder: Path) -> None:
    with pytest.raises(UsageError):
        find_scenario_files(["a" * 300 + ".yaml"])


def test_another_kind_of_file(folder: Path) -> None:
    with pytest.raises(UsageError) as raised:
        find_scenario_files(["scenarios/notes.txt"])
    expected = "scenarios/notes.txt is not a scenario file; scenario files end in .yaml or .yml"
    assert str(raised.value) == expected


def test_nothing_to_select(folder: Path) -> None:
    (folder / "empty").mkdir()
    with pytest.raises(NothingSelected) as raised:
        find_scenario_files(["empty"])
    assert str(raised.value) == "no scenario selected in empty; scenario files end in .yaml or .yml"
    with pytest.raises(NothingSelected, match="no path at all"):
        find_scenario_files([])


def test_a_folder_that_links_to_itself_ends(folder: Path) -> None:
    (folder / "scenarios" / "tools" / "loop").symlink_to(folder / "scenarios")
    assert len(find_scenario_files(["scenarios"])) == 4


def test_an_unreadable_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: str) -> None:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(os, "scandir", refuse)  # file modes stop no superuser
    with pytest.raises(UsageError) as raised:
        find_scenario_files(["scenarios"])
    assert str(raised.value) == "the folder scenarios cannot be read: Permission denied; check its permissions"


def test_the_root_is_the_nearest_folder_named_scenarios(folder: Path) -> None:
    assert scenario_root_of(Path("scenarios/tools/c.YAML")) == folder / "scenarios"
    (folder / "scenarios" / "x" / "scenarios").mkdir(parents=True)
    assert scenario_root_of(folder / "scenarios/x/scenarios/a.yaml") == folder / "scenarios/x/scenarios"


def test_the_root_is_the_nearest_folder_with_recordings(folder: Path) -> None:
    (folder / "evals" / "recordings").mkdir(parents=True)
    (folder / "evals" / "deep").mkdir()
    assert scenario_root_of(folder / "evals/deep/a.yaml") == folder / "evals"


def test_without_a_root_it_is_the_files_own_folder(folder: Path) -> None:
    assert scenario_root_of(folder / "other" / "a.yaml") == folder / "other"


def test_the_id_is_the_path_below_the_root(folder: Path) -> None:
    root = folder / "scenarios"
    assert scenario_id_of(Path("scenarios/tools/c.YAML"), root) == "tools/c"
    assert scenario_id_of(root / "v1.5" / "a.b.yaml", root) == "v1.5/a.b"
