"""What a program of a client is told, and what playing one takes and gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, TypeAlias

from tests.clients.seen import Seen

__all__ = ["BACKENDS", "Backend", "Behaviour", "Play", "Task", "model_for"]

Backend: TypeAlias = Literal["dev", "vertex"]
Behaviour: TypeAlias = Literal["audio_turn", "barge_in", "go_away", "resumption", "text_turn", "tool_round_trip"]

BACKENDS: tuple[Backend, ...] = ("dev", "vertex")

_WRITTEN: Mapping[Backend, str] = {
    "dev": "gemini-live-2.5-flash-preview",
    "vertex": "gemini-2.0-flash-live-preview-04-09",
}
_SPOKEN: Mapping[Backend, str] = {
    "dev": "gemini-2.5-flash-native-audio-preview-12-2025",
    "vertex": "gemini-live-2.5-flash-native-audio",
}


@dataclass(frozen=True, slots=True)
class Task:
    """Where the server is, which API to speak, and what to say."""

    backend: Backend
    base_url: str
    model: str
    speech: str
    """A file with what is said aloud: PCM16 at 16 kHz, with the silence after it."""

    def sound(self) -> bytes:
        """Returns what the file holds."""
        return Path(self.speech).read_bytes()


class Play(Protocol):
    """Plays a program of one client on one backend."""

    def __call__(self, behaviour: Behaviour, backend: Backend) -> tuple[Seen, ...]:
        """Returns what was seen on each connection, in order."""


def model_for(behaviour: Behaviour, backend: Backend) -> str:
    """Returns a model that answers in the program's modality: native audio writes no text."""
    written = behaviour in ("go_away", "resumption", "text_turn")
    return (_WRITTEN if written else _SPOKEN)[backend]
