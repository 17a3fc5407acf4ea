"""What a client received, read in the API's own names, whichever client it was."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from evalkit.media.pcm import Samples, to_samples

__all__ = ["Seen"]


@dataclass(frozen=True)
class Seen:
    """The messages of one connection, and how the server closed it, if it did."""

    messages: Sequence[dict[str, Any]]
    closed: dict[str, Any] | None

    def all(self, name: str) -> list[Any]:
        """Every value of a key of the messages, in order."""
        return [message[name] for message in self.messages if message.get(name) is not None]

    @cached_property
    def content(self) -> list[dict[str, Any]]:
        """Every `serverContent`."""
        return self.all("serverContent")

    @property
    def text(self) -> str:
        """What the model wrote."""
        return "".join(part.get("text") or "" for part in self._parts)

    @property
    def samples(self) -> Samples:
        """What the model spoke, at 24 kHz."""
        blobs = [part["inlineData"] for part in self._parts if "inlineData" in part]
        # The Python client writes bytes in the URL-safe alphabet.
        sound = [base64.b64decode(blob["data"].replace("-", "+").replace("_", "/")) for blob in blobs]
        return to_samples(b"".join(sound)) if sound else np.zeros(0, np.int16)

    @property
    def heard(self) -> str:
        """The transcript of the user's speech."""
        return self._transcript("inputTranscription")

    @property
    def said(self) -> str:
        """The transcript of the model's speech."""
        return self._transcript("outputTranscription")

    @property
    def turns(self) -> int:
        """How many turns were completed."""
        return sum(bool(content.get("turnComplete")) for content in self.content)

    def after(self, flag: str) -> Seen:
        """What came after the first `serverContent` with this flag."""
        at = next(n for n, message in enumerate(self.messages) if (message.get("serverContent") or {}).get(flag))
        return Seen(self.messages[at + 1 :], self.closed)

    def _transcript(self, name: str) -> str:
        pieces = [content.get(name) or {} for content in self.content]
        return "".join(piece.get("text") or "" for piece in pieces)

    @property
    def _parts(self) -> list[dict[str, Any]]:
        turns = [content.get("modelTurn") or {} for content in self.content]
        return [part for turn in turns for part in turn.get("parts") or []]
