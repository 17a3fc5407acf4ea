"""The espeak-ng library of the `tts` extra (PyPI espeakng-loader), called through ctypes in a process of its own."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import metadata, util
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evalkit.errors import MediaError
from evalkit.media.speech import espeak_script
from evalkit.media.speech.engine import choose_voice
from evalkit.media.speech.espeak import VARIANTS, espeak_voice
from evalkit.media.speech.process import speak_through

__all__ = ["EspeakLibraryEngine"]

_PACKAGE = "espeakng_loader"


class EspeakLibraryEngine:
    """Speaks through the library that the espeakng-loader package carries, without any program on PATH."""

    name = "espeakng-loader"

    def __init__(self, package: str = _PACKAGE, timeout_s: float = 60.0) -> None:
        self._package = package
        self._timeout_s = timeout_s

    @property
    def version(self) -> str:
        """The package's version."""
        try:
            return metadata.version(self._package)
        except metadata.PackageNotFoundError:
            return ""

    def available(self) -> bool:
        """True when the package is installed and carries voices."""
        return bool(_voices(self._package))

    def speaks(self, language: str) -> bool:
        """True when there is a voice for the language, or for the language without its region."""
        return espeak_voice(language, _voices(self._package)) is not None

    def voice_of(self, speaker: str, language: str) -> str:
        """The language's voice, with a variant for every speaker but the first: "gmw/de", "gmw/de+f2"."""
        return (espeak_voice(language, _voices(self._package)) or "en") + choose_voice(speaker, VARIANTS)

    def speak(self, text: str, voice: str, language: str) -> tuple[NDArray[np.int16], int]:
        """Starts a Python that calls the library."""
        if not self.available():
            raise MediaError(Path(self._package), "is not installed", "run `pip install 'evalkit[tts]'`")

        def arguments_for(text_file: Path, out: Path) -> list[str]:
            # -P: the script's folder must not stand in front of the standard library.
            return [sys.executable, "-P", str(espeak_script.__file__), str(text_file), str(out), voice]

        return speak_through(arguments_for, text, self._timeout_s)


@cache
def _voices(package: str) -> Mapping[str, str]:
    """Which of the package's voice files speaks a language best: {"fr": "roa/fr"}; empty without the package."""
    found = util.find_spec(package)
    if found is None or found.origin is None:
        return {}
    folder = Path(found.origin).parent / "espeak-ng-data" / "lang"
    ranked = sorted(claim for file in folder.rglob("*") if file.is_file() for claim in _claims(file, folder))
    return {language: voice for _, voice, language in reversed(ranked)}


def _claims(file: Path, folder: Path) -> Iterator[tuple[int, str, str]]:
    """What the lines `language fr-be 8` of a voice file say: rank (the lowest wins, 5 when unsaid), voice, language."""
    text = file.read_text(encoding="utf-8", errors="replace")
    for language, rank in re.findall(r"^language[ \t]+(\S+)(?:[ \t]+(\d+))?", text, re.MULTILINE):
        yield int(rank or 5), file.relative_to(folder).as_posix(), language.lower()
