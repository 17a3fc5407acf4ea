"""The flite program: English, several speakers."""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evalkit.media.speech.engine import choose_voice
from evalkit.media.speech.process import output_of, speak_through

__all__ = ["FliteEngine"]

# In order of how well recognisers understand them (the last is a man's voice of 1999); the user gets the best.
_VOICES = ("slt", "rms", "awb", "kal16")


class FliteEngine:
    """Speaks English through `flite`; every voice has another speaker."""

    name = "flite"

    def __init__(self, program: str = "flite", timeout_s: float = 60.0) -> None:
        self._program = program
        self._timeout_s = timeout_s

    @property
    def version(self) -> str:
        """As `flite --version` prints it."""
        found = re.search(r"version:\s*(?:flite-)?(\S+)", output_of(self._program, "--version"))
        return found[1] if found else ""

    def available(self) -> bool:
        """True when flite is on PATH and has a voice."""
        return bool(_voices(shutil.which(self._program)))

    def speaks(self, language: str) -> bool:
        """English only."""
        return re.split("[-_]", language)[0].lower() == "en"

    def voice_of(self, speaker: str, language: str) -> str:
        """The user is slt, the model rms, where this flite has them."""
        return choose_voice(speaker, _voices(shutil.which(self._program)) or _VOICES)

    def speak(self, text: str, voice: str, language: str) -> tuple[NDArray[np.int16], int]:
        """Runs flite."""

        def arguments_for(text_file: Path, out: Path) -> list[str]:
            return [self._program, "-voice", voice, "-f", str(text_file), "-o", str(out)]

        return speak_through(arguments_for, text, self._timeout_s)


@cache
def _voices(program: str | None) -> tuple[str, ...]:
    """The voices this flite was built with, ours first."""
    listed = re.search(r"Voices available:\s*(.*)", output_of(program, "-lv")) if program else None
    return tuple(voice for voice in _VOICES if voice in listed[1].split()) if listed else ()
