import os
from pathlib import Path

import pytest

from evalkit.scenario.media_paths import MediaKind, media_file_problem, media_path_problem


@pytest.mark.parametrize("path", ["a.wav", "audio/a.flac", "../audio/a.wav", "a~b.wav", "a:b.wav"])
def test_relative_paths_are_well_formed(path: str) -> None:
    assert media_path_problem(path) is None


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/dev/zero", "an audio path is not absolute, found '/dev/zero'"),
        ("C:/a.wav", "an audio path is not absolute, found 'C:/a.wav'"),
        ("\\\\host\\share\\a.wav", "an audio path is not absolute, found '\\\\\\\\host\\\\share\\\\a.wav'"),
        ("~root/a.wav", "an audio path does not start with '~', found '~root/a.wav'"),
        ("gs://bucket/a.wav", "an audio path is not a URL, found 'gs://bucket/a.wav'"),
        ("a\0.wav", "an audio path holds no NUL character"),
    ],
)
def test_paths_no_folder_could_make_right(path: str, problem: str) -> None:
    found = media_path_problem(path)
    assert found is not None
    assert found[0] == problem


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "scenarios"
    (root / "tools" / "audio").mkdir(parents=True)
    (root / "tools" / "audio" / "oslo.wav").write_bytes(b"")
    (tmp_path / "secret.wav").write_bytes(b"")
    return root


@pytest.mark.parametrize("path", ["audio/oslo.wav", "../tools/audio/oslo.wav", "./audio/../audio/oslo.wav"])
def test_files_inside_the_root(root: Path, path: str) -> None:
    assert media_file_problem(path, root / "tools", root) is None


def test_a_link_inside_the_root_may_be_followed(root: Path) -> None:
    (root / "tools" / "link.wav").symlink_to(root / "tools" / "audio" / "oslo.wav")
    assert media_file_problem("link.wav", root / "tools", root) is None


def test_the_root_itself_may_be_a_link(root: Path, tmp_path: Path) -> None:
    linked = tmp_path / "linked"
    linked.symlink_to(root)
    assert media_file_problem("audio/oslo.wav", linked / "tools", linked) is None


def test_two_dots_out_of_the_root(root: Path) -> None:
    assert media_file_problem("../../secret.wav", root / "tools", root) == (
        f"'../../secret.wav' lies outside the scenario root {root}",
        "keep audio inside the root",
    )


def test_a_link_out_of_the_root(root: Path, tmp_path: Path) -> None:
    (root / "tools" / "link.wav").symlink_to(tmp_path / "secret.wav")
    found = media_file_problem("link.wav", root / "tools", root)
    assert found == (f"'link.wav' lies outside the scenario root {root}", "keep audio inside the root")


def test_a_loop_of_links(root: Path) -> None:
    (root / "loop.wav").symlink_to(root / "loop.wav")
    found = media_file_problem("loop.wav", root, root)
    assert found is not None
    assert found[0].startswith("the audio file 'loop.wav' cannot be read: ")


def test_what_is_no_regular_file(root: Path) -> None:
    os.mkfifo(root / "pipe.wav")
    assert media_file_problem("pipe.wav", root, root) == (
        "'pipe.wav' is a named pipe, not an audio file",
        "name a file",
    )
    assert media_file_problem("tools", root, root) == ("'tools' is a folder, not an audio file", "name a file")


def test_a_missing_file_names_the_nearest(root: Path) -> None:
    assert media_file_problem("audio/Oslo.wav", root / "tools", root) == (
        "there is no audio file 'audio/Oslo.wav'",
        "did you mean 'oslo.wav'?",
    )
    assert media_file_problem("nowhere/a.wav", root, root) == (
        "there is no audio file 'nowhere/a.wav'",
        "audio paths are relative to the scenario file",
    )


def test_a_name_no_disk_takes(root: Path) -> None:
    found = media_file_problem("a" * 300, root, root)
    assert found == (f"the audio file '{'a' * 37}...' cannot be read: file name too long", "check the path")


@pytest.mark.parametrize(
    ("kind", "named", "many"),
    [("audio", "an audio", "audio"), ("video", "a video", "videos"), ("image", "an image", "images")],
)
def test_each_kind_of_file_is_named_as_such(root: Path, kind: MediaKind, named: str, many: str) -> None:
    folder = root / "tools"
    assert media_path_problem("/a", kind) == (
        f"{named} path is not absolute, found '/a'",
        "give it relative to the scenario file",
    )
    assert media_file_problem("../../secret.wav", folder, root, kind) == (
        f"'../../secret.wav' lies outside the scenario root {root}",
        f"keep {many} inside the root",
    )
    assert media_file_problem("none", folder, root, kind) == (
        f"there is no {kind} file 'none'",
        f"{kind} paths are relative to the scenario file",
    )
    assert media_file_problem("audio", folder, root, kind) == (f"'audio' is a folder, not {named} file", "name a file")
    assert media_file_problem("audio/oslo.wav", folder, root, kind) is None
