"""Finds the user's turns in what a client sent, when no scenario says what they were."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["ImportedTurn", "imported_turns"]

_AUDIO_FILE = "user.flac"


@dataclass(slots=True)
class ImportedTurn:
    """One input of the user: the messages `first` to `last` of a recording carried it."""

    first: int
    last: int
    texts: list[str] = field(default_factory=list)
    audio: bool = False
    open: bool = True
    """Whether a later message may still belong to it."""
    manual: bool = False
    """Whether `activityStart` began it; then only `activityEnd` ends it."""

    @property
    def document(self) -> dict[str, Any]:
        """The turn as a scenario writes it."""
        if self.audio:
            return {"audio": _AUDIO_FILE}
        # An input of nothing but images, or an empty one: the user was there and said no word.
        return {"text": " ".join(self.texts)} if self.texts else {"silence_s": 1.0}


def imported_turns(sent: Iterable[tuple[int, Any]]) -> tuple[ImportedTurn, ...]:
    """Splits what a client sent into turns, in order; they do not overlap.

    A turn is a `clientContent` up to its `turnComplete`, a `realtimeInput.text`, the span between `activityStart` and
    `activityEnd`, or audio without another input of the client between (reference §2.5, §2.7).

    Args:
        sent: index and parsed JSON of each client message, camelCase or snake_case as SDKs mix them (reference §1.4).
    """
    turns: list[ImportedTurn] = []
    for index, message in sent:
        _client_content(turns, index, _field(message, "clientContent", "client_content"))
        _realtime_input(turns, index, _field(message, "realtimeInput", "realtime_input"))
    return tuple(turns)


def _client_content(turns: list[ImportedTurn], index: int, content: Any) -> None:
    if not isinstance(content, Mapping):
        return
    turn = _current(turns, index, audio=False)
    turn.texts += _user_texts(content.get("turns"))
    if _field(content, "turnComplete", "turn_complete") is True:
        turn.open = False


def _realtime_input(turns: list[ImportedTurn], index: int, realtime: Any) -> None:
    if not isinstance(realtime, Mapping):
        return
    if _field(realtime, "activityStart", "activity_start") is not None:
        _end(turns)
        turns.append(ImportedTurn(index, index, manual=True))
    if _carries_audio(realtime):
        _current(turns, index, audio=True).audio = True
    # An empty text ends a video in some clients; nobody typed it.
    if isinstance(text := realtime.get("text"), str) and text.strip():
        _typed(turns, index, text)
    for name in (("audioStreamEnd", "audio_stream_end"), ("activityEnd", "activity_end")):
        if turns and turns[-1].open and _field(realtime, *name) not in (None, False):
            turns[-1].last = index
            turns[-1].open = turns[-1].manual and name[0] == "audioStreamEnd"


def _typed(turns: list[ImportedTurn], index: int, text: str) -> None:
    if turns and turns[-1].open and turns[-1].manual:
        turn = _current(turns, index, audio=False)
    else:
        _end(turns)
        turn = ImportedTurn(index, index, open=False)
        turns.append(turn)
    turn.texts.append(text)


def _current(turns: list[ImportedTurn], index: int, *, audio: bool) -> ImportedTurn:
    """The open turn that this input belongs to, or a new one."""
    if turns and turns[-1].open and (turns[-1].manual or turns[-1].audio == audio):
        turns[-1].last = index
    else:
        _end(turns)
        turns.append(ImportedTurn(index, index))
    return turns[-1]


def _end(turns: list[ImportedTurn]) -> None:
    if turns:
        turns[-1].open = False


def _user_texts(contents: Any) -> list[str]:
    """The user's words after the last thing the model said: what comes before is history, not input."""
    texts: list[str] = []
    for content in contents if isinstance(contents, list) else [contents]:
        if not isinstance(content, Mapping):
            continue
        if content.get("role") == "model":
            texts.clear()
            continue
        parts = content.get("parts")
        for part in parts if isinstance(parts, list) else [parts]:
            text = part.get("text") if isinstance(part, Mapping) else None
            if isinstance(text, str) and text.strip():
                texts.append(text)
    return texts


def _carries_audio(realtime: Mapping[str, Any]) -> bool:
    chunks = _field(realtime, "mediaChunks", "media_chunks")
    blobs = [realtime.get("audio"), *(chunks if isinstance(chunks, list) else [chunks])]
    return any(_is_audio(blob) for blob in blobs)


def _is_audio(blob: Any) -> bool:
    mime = _field(blob, "mimeType", "mime_type")
    return isinstance(mime, str) and mime.lower().startswith("audio/")


def _field(message: Any, camel: str, snake: str) -> Any:
    return message.get(camel, message.get(snake)) if isinstance(message, Mapping) else None
