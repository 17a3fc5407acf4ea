"""What every media file must be before a decoder sees it, and what a decoder is allowed to open."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Literal, TypeAlias

from evalkit.errors import MediaError

__all__ = ["COPY_AGAIN", "FFMPEG_OPTIONS", "FileKind", "check_file", "reason", "refuse_text"]

FileKind: TypeAlias = Literal["audio", "video", "image"]

# Without this list FFmpeg would follow a playlist (to the network too) and take text for subtitles.
_FFMPEG_KINDS = "mov,matroska,webm,mp3,aac,wav,aiff,flac,ogg,caf,asf,avi,flv,mpegts,mpeg,amr,ac3,eac3,au,w64,ape,wv"

FFMPEG_OPTIONS = {"format_whitelist": _FFMPEG_KINDS, "protocol_whitelist": "file"}
"""What every file is opened with: kinds that hold media themselves and name no other file, and nothing but files."""

COPY_AGAIN = "copy or record it again"

_LFS_POINTER = b"version https://git-lfs"
_AGAIN = {"audio": "record it again", "video": "record it again", "image": "save it again"}


def check_file(path: Path, kind: FileKind) -> None:
    """Refuses what is no regular file with something in it.

    Raises:
        MediaError: It is missing, cannot be reached, is a folder, a pipe or a device, or is empty.
    """
    try:
        facts = path.stat()
    except FileNotFoundError:
        raise MediaError(path, "no such file", "check the name; it is relative to the scenario file") from None
    except (OSError, ValueError) as error:
        raise MediaError(path, f"cannot be read: {reason(error)}") from None
    if stat.S_ISDIR(facts.st_mode):
        raise MediaError(path, "is a directory", f"name one {kind} file in it")
    if not stat.S_ISREG(facts.st_mode):
        sought = "sound" if kind == "audio" else kind
        raise MediaError(path, "is a pipe or a device", f"save its {sought} to a file first")
    if not facts.st_size:
        raise MediaError(path, "is empty", _AGAIN[kind])


def refuse_text(path: Path, head: bytes, kind: FileKind) -> None:
    """Refuses a file that begins with text.

    Args:
        path: of the file.
        head: its first bytes, 64 or so.
        kind: what it should be.

    Raises:
        MediaError: It is text, or what git-lfs leaves in place of a file that was not fetched.
    """
    if head.startswith(_LFS_POINTER):
        raise MediaError(path, f"is a pointer of git-lfs, not the {kind}", "run `git lfs pull`")
    if len(head) >= 16 and all(byte in b"\t\n\r" or 32 <= byte < 127 for byte in head):
        raise MediaError(path, f"is text, not {_some(kind)}", f"name {_a(kind)} file")


def _some(kind: FileKind) -> str:
    return kind if kind == "audio" else _a(kind)


def _a(kind: FileKind) -> str:
    return "a video" if kind == "video" else f"an {kind}"


def reason(error: Exception) -> str:
    """Returns what a system or a decoder says of its failure, on one line and without a full stop."""
    said = getattr(error, "strerror", None) or str(error)
    return " ".join(said.removeprefix("Error : ").split()).rstrip(".") or type(error).__name__
