"""The espeak-ng program: about a hundred languages."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evalkit.media.speech.engine import choose_voice
from evalkit.media.speech.process import output_of, speak_through

__all__ = ["VARIANTS", "EspeakEngine", "espeak_voice"]

VARIANTS = ("", "+f2", "+m3", "+f4", "+m7", "+f5", "+m2")
"""What is added to a language's voice to make another speaker; every espeak-ng has these."""

# Where espeak's name is not the BCP-47 one, or the bare language would fall on a lesser one of several.
_NAMES = {
    "en": "en-us",
    "fr": "fr-fr",
    "iw": "he",
    "no": "nb",
    "zh": "cmn",
    "zh-hk": "yue",
    "es-ar": "es-419",
    "es-co": "es-419",
    "es-mx": "es-419",
    "es-us": "es-419",
}


class EspeakEngine:
    """Speaks through the `espeak-ng` program."""

    name = "espeak-ng"

    def __init__(self, program: str = "espeak-ng", timeout_s: float = 60.0) -> None:
        self._program = program
        self._timeout_s = timeout_s

    @property
    def version(self) -> str:
        """As `espeak-ng --version` prints it."""
        found = re.search(r"text-to-speech:\s*(\S+)", output_of(self._program, "--version"))
        return found[1] if found else ""

    def available(self) -> bool:
        """True when espeak-ng is on PATH and lists a voice."""
        return bool(self._voices())

    def speaks(self, language: str) -> bool:
        """True when espeak-ng lists the language, or the language without its region."""
        return espeak_voice(language, self._voices()) is not None

    def voice_of(self, speaker: str, language: str) -> str:
        """The language's voice, with a variant for every speaker but the first: "gmw/de", "gmw/de+f2"."""
        return (espeak_voice(language, self._voices()) or "en") + choose_voice(speaker, VARIANTS)

    def speak(self, text: str, voice: str, language: str) -> tuple[NDArray[np.int16], int]:
        """Runs espeak-ng."""

        def arguments_for(text_file: Path, out: Path) -> list[str]:
            return [self._program, "-b", "1", "-v", voice, "-w", str(out), "-f", str(text_file)]

        # The program takes [[ for the start of phonemes.
        return speak_through(arguments_for, text.replace("[[", "[ ["), self._timeout_s)

    def _voices(self) -> Mapping[str, str]:
        return _voices(shutil.which(self._program))


def espeak_voice(language: str, voices: Mapping[str, str]) -> str | None:
    """Returns the voice of a BCP-47 language, or else of the language without its region, out of espeak's own."""
    return next((voices[name] for name in _candidates(language) if name in voices), None)


def _candidates(language: str) -> Iterator[str]:
    parts = language.lower().replace("_", "-").split("-")
    for length in range(len(parts), 0, -1):
        tag = "-".join(parts[:length])
        if re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{1,8})*", tag):
            yield from dict.fromkeys((_NAMES.get(tag, tag), tag))


@cache
def _voices(program: str | None) -> Mapping[str, str]:
    """The voice file of each language; MBROLA voices are listed even when their data is not installed.

    Files, because `fr-fr+f2` is understood as `fr-fr` alone where the file of that language is `roa/fr`.
    """
    rows = [line.split() for line in output_of(program, "--voices").splitlines()[1:]] if program else []
    files: dict[str, str] = {}
    for row in rows:
        if len(row) > 4 and not row[4].startswith("mb/"):
            files.setdefault(row[1].lower(), row[4])
    return files
