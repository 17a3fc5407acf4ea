import os
from pathlib import Path

import pytest

from evalkit.errors import MediaError
from evalkit.media.files import FileKind, check_file, reason, refuse_text

_PROBLEMS: list[tuple[FileKind, str, str]] = [
    ("audio", "none", "no such file; check the name; it is relative to the scenario file"),
    ("video", "none/none", "no such file; check the name; it is relative to the scenario file"),
    ("audio", "folder", "is a directory; name one audio file in it"),
    ("image", "folder", "is a directory; name one image file in it"),
    ("audio", "pipe", "is a pipe or a device; save its sound to a file first"),
    ("video", "pipe", "is a pipe or a device; save its video to a file first"),
    ("audio", "empty", "is empty; record it again"),
    ("image", "empty", "is empty; save it again"),
    ("audio", "empty/none", "cannot be read: Not a directory"),
    ("audio", "a\0b", "cannot be read: embedded null byte"),
]


@pytest.mark.parametrize(("kind", "name", "problem"), _PROBLEMS)
def test_what_is_no_file_with_something_in_it(tmp_path: Path, kind: FileKind, name: str, problem: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty").touch()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(MediaError) as raised:
        check_file(tmp_path / name, kind)
    assert str(raised.value) == f"{tmp_path / name}: {problem}"


def test_a_file_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    check_file(tmp_path / "a", "audio")


@pytest.mark.parametrize(
    ("kind", "problem"),
    [
        ("audio", "a: is text, not audio; name an audio file"),
        ("video", "a: is text, not a video; name a video file"),
        ("image", "a: is text, not an image; name an image file"),
    ],
)
def test_text_is_refused(kind: FileKind, problem: str) -> None:
    with pytest.raises(MediaError) as raised:
        refuse_text(Path("a"), b"#EXTM3U\nhttp://a/b", kind)
    assert str(raised.value) == problem


@pytest.mark.parametrize("head", [b"", b"short", b"RIFF\x00\x00\x00\x00WAVEfmt ", bytes(64)])
def test_what_may_be_media_is_left_to_the_decoders(head: bytes) -> None:
    refuse_text(Path("a"), head, "audio")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(13, "Permission denied"), "Permission denied"),
        (ValueError("Error : two\n lines. "), "two lines"),
        (KeyError(), "KeyError"),
    ],
)
def test_a_failure_is_told_on_one_line(error: Exception, said: str) -> None:
    assert reason(error) == said
