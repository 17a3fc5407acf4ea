"""Runs a text-to-speech program that reads text and writes an audio file."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evalkit.errors import MediaError
from evalkit.media.decode import load_audio

__all__ = ["RATE_HZ", "output_of", "speak_through"]

RATE_HZ = 16_000
"""Rate of what `speak_through` returns."""


def speak_through(
    arguments_for: Callable[[Path, Path], Sequence[str]], text: str, timeout_s: float
) -> tuple[NDArray[np.int16], int]:
    """Runs a program without a shell; the text is in a file and on its standard input.

    Args:
        arguments_for: Makes the program and its arguments from the text's file and the audio file to write.
        text: Any text; it never becomes an argument, so a leading dash is harmless.
        timeout_s: When the program is stopped.

    Raises:
        MediaError: The program is missing, failed, took too long, or wrote no usable audio; it names the program.
    """
    with tempfile.TemporaryDirectory(prefix="evalkit-speech-") as folder:
        text_file, out = Path(folder, "text.txt"), Path(folder, "speech.wav")
        text_file.write_text(text + "\n", encoding="utf-8", errors="replace")
        arguments = list(arguments_for(text_file, out))
        program = Path(arguments[0])
        _run(arguments, text_file, Path(folder, "stderr.txt"), timeout_s)
        try:
            return load_audio(out, RATE_HZ), RATE_HZ
        except MediaError as error:
            raise MediaError(program, f"wrote no usable audio: it {_as_clause(error.problem)}") from None


def _as_clause(problem: str) -> str:
    return "wrote no file" if problem == "no such file" else problem


def _run(arguments: Sequence[str], text_file: Path, complaints: Path, timeout_s: float) -> None:
    program = Path(arguments[0])
    # Files and not pipes, so that a grandchild that keeps a pipe open cannot keep us waiting after the timeout.
    with text_file.open("rb") as stdin, complaints.open("wb") as stderr:
        try:
            done = subprocess.run(
                arguments, stdin=stdin, stdout=subprocess.DEVNULL, stderr=stderr, timeout=timeout_s, check=False
            )
        except subprocess.TimeoutExpired:
            raise MediaError(program, f"was still speaking after {timeout_s:g} s", "shorten the text") from None
        except (OSError, ValueError) as error:
            raise MediaError(program, f"cannot be run: {getattr(error, 'strerror', None) or error}") from None
    if done.returncode:
        raise MediaError(program, f"failed with exit status {done.returncode}{_last_line(complaints)}")


def _last_line(complaints: Path) -> str:
    lines = complaints.read_text(encoding="utf-8", errors="replace").split("\n")
    last = next((line.strip() for line in reversed(lines) if line.strip()), "")
    return f": {last[:200]}" if last else ""


def output_of(*arguments: str, timeout_s: float = 10.0) -> str:
    """Returns what a program prints about itself on either stream; empty when it cannot be run."""
    try:
        done = subprocess.run(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=timeout_s,
            check=False,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", errors="replace")
