"""Bad audio files of a scenario, from the command line to the one line that says so."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile as sf

from tests.bad_inputs.command_line import MOCK, evalkit, refused, write_scenario


def _tone(path: Path, **how: Any) -> bytes:
    samples = (np.sin(np.arange(16_000) * 0.1) * 8000).astype(np.int16)
    sf.write(path, samples, 16_000, **how)
    return path.read_bytes()


def _cut_in_half(path: Path) -> None:
    contents = _tone(path)
    path.write_bytes(contents[: len(contents) // 2])


def _impossible_rate(path: Path) -> None:
    contents = bytearray(_tone(path))
    contents[24:28] = struct.pack("<I", 7)
    path.write_bytes(contents)


def _damaged_flac(path: Path) -> None:
    contents = bytearray(_tone(path, format="FLAC"))
    contents[100:400] = b"\xff" * 300
    path.write_bytes(contents)


def _not_numbers(path: Path) -> None:
    sf.write(path, np.full(16_000, np.nan, np.float32), 16_000, subtype="FLOAT")


def _silent(path: Path) -> None:
    sf.write(path, np.zeros(16_000, np.int16), 16_000)


_LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 3\n"
_AUDIO: dict[str, tuple[str, Callable[[Path], Any], str]] = {
    "empty": ("hello.wav", Path.touch, "is empty; record it again"),
    "text": (
        "hello.wav",
        lambda path: path.write_bytes(b"this is no sound but a text file\n"),
        "is text, not audio; name an audio file",
    ),
    "git_lfs": (
        "hello.wav",
        lambda path: path.write_bytes(_LFS),
        "is a pointer of git-lfs, not the audio; run `git lfs pull`",
    ),
    "playlist": (
        "hello.mp3",
        lambda path: path.write_bytes(b"#EXTM3U\nhttp://example.com/a.mp3\n"),
        "is text, not audio; name an audio file",
    ),
    "cut_in_half": ("hello.wav", _cut_in_half, "is truncated: 16022 bytes of 32044; copy or record it again"),
    "noise": (
        "hello.wav",
        lambda path: path.write_bytes(np.random.default_rng(1).bytes(5000)),
        "is no audio file of a known kind, or is damaged; save it again as WAV or FLAC",
    ),
    "picture": (
        "hello.wav",
        lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200)),
        "is no audio file of a known kind, or is damaged; save it again as WAV or FLAC",
    ),
    "not_numbers": (
        "hello.wav",
        _not_numbers,
        "holds samples that are not numbers (NaN or infinity); save it again as WAV or FLAC",
    ),
    "impossible_rate": (
        "hello.wav",
        _impossible_rate,
        "declares a sample rate of 7 Hz; save it again as WAV or FLAC",
    ),
    "odd_pcm": (
        "hello.pcm",
        lambda path: path.write_bytes(bytes(1001)),
        "has 1001 bytes, an odd number, so it is not 16-bit PCM; save it again as WAV or FLAC",
    ),
    "damaged_flac": (
        "hello.flac",
        _damaged_flac,
        "cannot be decoded: flac decoder lost sync; save it again as WAV or FLAC",
    ),
    "no_speech": (
        "hello.wav",
        _silent,
        "holds no speech, though the turn has a transcript; record it again, louder",
    ),
}


@pytest.mark.parametrize(("name", "make", "message"), _AUDIO.values(), ids=_AUDIO)
def test_audio_file(
    name: str, make: Callable[[Path], Any], message: str, project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    write_scenario(f"turns: [{{audio: {name}, transcript: hello}}]\n{MOCK}")
    make(Path("scenarios") / name)
    expected = refused(f"scenarios/greeting.yaml:1:17: turns.0.audio: {name}: {message}", project)
    assert evalkit("check", "scenarios") == expected
    assert evalkit("run", "scenarios", "--endpoint", "mock") == expected
    assert not Path("reports").exists()
    # Decoders written in C have their own way to the terminal.
    assert capfd.readouterr() == ("", "")


_AUDIO_PATHS: dict[str, tuple[Callable[[Path], Any], str]] = {
    "missing": (
        lambda path: None,
        "there is no audio file 'hello.wav'; audio paths are relative to the scenario file",
    ),
    "folder": (Path.mkdir, "'hello.wav' is a folder, not an audio file; name a file"),
    "pipe": (os.mkfifo, "'hello.wav' is a named pipe, not an audio file; name a file"),
    "link_outside": (
        lambda path: path.symlink_to("/dev/null"),
        "'hello.wav' lies outside the scenario root HERE/scenarios; keep audio inside the root",
    ),
    "link_to_nothing": (
        lambda path: path.symlink_to("gone.wav"),
        "there is no audio file 'hello.wav'; it is a link to nothing: put the file there",
    ),
}


@pytest.mark.parametrize(("make", "message"), _AUDIO_PATHS.values(), ids=_AUDIO_PATHS)
def test_path_of_an_audio_file(make: Callable[[Path], Any], message: str, project: Path) -> None:
    write_scenario(f"turns: [{{audio: hello.wav, transcript: hello}}]\n{MOCK}")
    make(Path("scenarios/hello.wav"))
    expected = refused(f"scenarios/greeting.yaml:1:17: turns.0.audio: {message}", project)
    assert evalkit("run", "scenarios", "--endpoint", "mock") == expected
