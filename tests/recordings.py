"""Recordings for tests, written by hand in a few lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from evalkit.protocol.codec import encode
from evalkit.protocol.messages import (
    Blob,
    ClientContent,
    Content,
    FunctionResponse,
    Message,
    Part,
    RealtimeInput,
    ServerContent,
    Setup,
    SetupComplete,
    ToolResponse,
)
from evalkit.recording.model import Close, Entry, Header, Item, Mark, MarkName, Recording

__all__ = [
    "a_recording",
    "answer",
    "audio_chunk",
    "close",
    "mark",
    "noise",
    "received",
    "sent",
    "set_up",
    "setup",
    "text",
    "tool_answer",
]


def a_recording(*items: Item, scenario: Mapping[str, Any] | None = None, **header: Any) -> Recording:
    """A recording of these items under a plain header."""
    fields: dict[str, Any] = {
        "scenario_id": "hand/made",
        "scenario": scenario or {"turns": [{"text": "hello"}]},
        "attempt": 1,
        "endpoint": "mock",
        "model": "models/mock",
        "provenance": "synthetic",
    }
    return Recording(Header(**{**fields, **header}), items)


def sent(t: float | None, *messages: Message) -> Entry:
    """One frame of the client's."""
    return Entry(t, "sent", encode(*messages))


def received(t: float | None, *messages: Message) -> Entry:
    """One frame of the server's, binary as the real one sends it."""
    return Entry(t, "received", encode(*messages).encode())


def mark(t: float | None, name: MarkName, turn: int | None = 0, **detail: Any) -> Mark:
    """A mark of the session's."""
    return Mark(t, name, turn, detail)


def close(t: float | None, code: int = 1000, reason: str = "", by: Any = "local") -> Close:
    """The end of the connection."""
    return Close(t, code, reason, by)


def setup(**fields: Any) -> Setup:
    """A setup message."""
    return Setup(model="models/mock", **fields)


def set_up(t: float = 0.1, **fields: Any) -> tuple[Entry, Entry]:
    """The first two frames of every session."""
    return sent(0.0, setup(**fields)), received(t, SetupComplete())


def text(words: str) -> ClientContent:
    """A typed turn."""
    return ClientContent(turns=(Content(role="user", parts=(Part(text=words),)),), turn_complete=True)


def answer(words: str, **fields: Any) -> ServerContent:
    """A text part of the model's."""
    return ServerContent(model_turn=Content(role="model", parts=(Part(text=words),)), **fields)


def tool_answer(name: str, response: Mapping[str, Any], call: str | None = None) -> ToolResponse:
    """An answer to a tool call."""
    return ToolResponse(function_responses=(FunctionResponse(name=name, response=response, id=call),))


def noise(seconds: float, seed: int = 1, rate_hz: int = 16_000) -> np.ndarray[Any, np.dtype[np.int16]]:
    """Loud white noise, different for each seed."""
    return np.random.default_rng(seed).integers(-8000, 8000, round(seconds * rate_hz)).astype(np.int16)


def audio_chunk(samples: np.ndarray[Any, np.dtype[np.int16]]) -> RealtimeInput:
    """One chunk of user audio."""
    return RealtimeInput(audio=Blob(mime_type="audio/pcm;rate=16000", data=samples.astype("<i2").tobytes()))
