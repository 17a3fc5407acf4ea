"""Recordings written by hand, message by message, for the tests that begin with one."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from evalkit.recording.model import Close, Data, Entry, Header, Item, Mark, MarkName, Recording
from evalkit.scenario.model import SayInput, Scenario, Turn

__all__ = ["a_recording", "audio_part", "content", "finished", "mark", "received", "sent", "spoken", "started"]


def a_recording(
    *items: Item, torn: str = "", timed: bool = True, scenario: Mapping[str, Any] | None = None
) -> Recording:
    header = Header(
        scenario_id="hand/made",
        scenario=scenario or {"turns": [{"say": "one"}, {"say": "two"}]},
        attempt=1,
        endpoint="mock",
        model="models/any",
        provenance="recorded",
        timed=timed,
    )
    return Recording(header=header, items=items, torn=torn)


def spoken(turns: int = 2) -> Scenario:
    """A scenario of that many spoken turns, which expect nothing."""
    return Scenario(id="hand/made", turns=tuple(Turn(index, SayInput(f"turn {index}")) for index in range(turns)))


def sent(t: float | None, data: Mapping[str, Any] | Data) -> Entry:
    return Entry(t, "sent", data if isinstance(data, str | bytes) else json.dumps(data))


def received(t: float | None, data: Mapping[str, Any] | Data) -> Entry:
    return Entry(t, "received", data if isinstance(data, str | bytes) else json.dumps(data))


def content(t: float | None, **fields: Any) -> Entry:
    """A frame with `serverContent`."""
    return received(t, {"serverContent": fields})


def audio_part(samples: int = 4, mime: str = "audio/pcm;rate=24000", pcm: bytes | None = None) -> dict[str, Any]:
    """A `modelTurn` with one chunk of audio."""
    data = base64.b64encode(b"\x10\x20" * samples if pcm is None else pcm).decode()
    return {"parts": [{"inlineData": {"mimeType": mime, "data": data}}]}


def mark(t: float | None, name: MarkName, turn: int | None = 0, **detail: Any) -> Mark:
    return Mark(t, name, turn, detail)


def started(t: float | None, turn: int) -> Mark:
    return Mark(t, "turn_started", turn)


def finished(t: float | None, turn: int, reason: str = "turn_complete") -> Mark:
    return Mark(t, "turn_finished", turn, {"reason": reason})


CLOSE = Close(99.0, 1000, "", "local")
