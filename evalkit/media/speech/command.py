"""A text-to-speech command the user gives, such as piper or kokoro with a model file."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evalkit.errors import UsageError, nearest
from evalkit.media.speech.process import speak_through

__all__ = ["CommandEngine"]

_PLACEHOLDERS = ("text_file", "out", "language", "voice")
_PLACEHOLDER = re.compile(r"\{([A-Za-z_]+)\}")
_EXAMPLE = "write it like `piper -m voice.onnx -i {text_file} -f {out}`"


@dataclass(frozen=True, slots=True)
class CommandEngine:
    """Runs a command with the places filled in: {text_file}, {out}, {language} and {voice}.

    The command is split like a shell splits it and run without one; the text is on its standard input too. It must
    write audio of any usual kind to {out}. {voice} is "user" for the first speaker, else the speaker's name.

    Raises:
        UsageError: The command cannot be split, has no {out}, or has a placeholder that does not exist.
    """

    command: str
    timeout_s: float = 300.0
    _words: tuple[str, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_words", _words_of(self.command))

    @property
    def name(self) -> str:
        """The program's name, without its folder and its arguments, which may hold a secret."""
        return Path(self._words[0]).name

    @property
    def version(self) -> str:
        """Unknown, so empty."""
        return ""

    def available(self) -> bool:
        """Always: whoever gave a command wants an error when it is missing, not another voice."""
        return True

    def speaks(self, language: str) -> bool:
        """Always: only the user knows what the command can speak."""
        return True

    def voice_of(self, speaker: str, language: str) -> str:
        """The speaker's name, made harmless as an argument; "user" for the first speaker."""
        return _argument(speaker) or "user"

    def speak(self, text: str, voice: str, language: str) -> tuple[NDArray[np.int16], int]:
        """Runs the command."""

        def arguments_for(text_file: Path, out: Path) -> list[str]:
            values = {"text_file": str(text_file), "out": str(out), "voice": voice, "language": _argument(language)}
            return [_PLACEHOLDER.sub(lambda match: values[match[1]], word) for word in self._words]

        return speak_through(arguments_for, text, self.timeout_s)


def _words_of(command: str) -> tuple[str, ...]:
    try:
        words = tuple(shlex.split(command))
    except ValueError as error:
        raise UsageError(f"speech command: {str(error).lower()}", _EXAMPLE) from None
    if not words or not words[0]:
        raise UsageError("speech command: it is empty", _EXAMPLE)
    used = _PLACEHOLDER.findall(" ".join(words))
    for name in used:
        if name not in _PLACEHOLDERS:
            near = nearest(name, _PLACEHOLDERS)
            known = ", ".join(f"{{{place}}}" for place in _PLACEHOLDERS)
            raise UsageError(
                f"speech command: there is no {{{name}}}", f"did you mean {{{near}}}?" if near else f"there are {known}"
            )
    if "out" not in used:
        raise UsageError("speech command: it has no {out}, the file to write", _EXAMPLE)
    return words


def _argument(value: str) -> str:
    return re.sub(r"[^\w.-]+", "_", value).lstrip("-_.")
