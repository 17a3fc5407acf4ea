"""What messages of both directions are made of: content, its parts, function calls and their answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from evalkit.protocol.wire_forms import ALWAYS_WRITTEN, Configuration, EnumName, Extensible

__all__ = ["Blob", "Content", "FunctionCall", "FunctionResponse", "Part", "Transcription"]

_PCM = re.compile(r"audio/(?:pcm|l16)\s*(?:;.*)?", re.IGNORECASE | re.ASCII)
_RATE = re.compile(r";\s*rate\s*=\s*([1-9][0-9]{2,6})(?![0-9])", re.IGNORECASE | re.ASCII)


@lru_cache(maxsize=64)
def _pcm(mime_type: str) -> int | None:
    """The rate that PCM's MIME type names, 0 when it names none; None when it is not PCM's. A session has few types."""
    if _PCM.fullmatch(mime_type.strip()) is None:
        return None
    named = _RATE.search(mime_type)
    return int(named[1]) if named else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Blob(Extensible):
    """Media: audio, an image or a video frame."""

    mime_type: str = ""
    """Such as `audio/pcm;rate=16000`; Vertex 2.0 leaves the rate out (reference §3.2)."""
    data: bytes = field(default=b"", repr=False, metadata=ALWAYS_WRITTEN)

    @property
    def is_pcm(self) -> bool:
        """True for 16-bit PCM, which goes by `audio/pcm` or `audio/l16`, with any parameters (reference §5.1)."""
        return _pcm(self.mime_type) is not None

    @property
    def rate_hz(self) -> int | None:
        """The sample rate that the MIME type of PCM names, 100 to 9999999; None when it names none, or is not PCM's."""
        return _pcm(self.mime_type) or None


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionCall(Extensible):
    """The model calls a function (reference §3.4)."""

    name: str = ""
    """Empty only in the later pieces of a call whose arguments are streamed."""
    args: Mapping[str, Any] = field(default_factory=dict, metadata=ALWAYS_WRITTEN)
    """The arguments, verbatim."""
    id: str | None = None
    """What the answer must repeat; None in Vertex calls of 2025."""
    partial_args: tuple[Configuration, ...] = ()
    will_continue: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionResponse(Extensible):
    """The answer to one function call (reference §2.8)."""

    id: str | None = None
    """The call's own id; None only for a call that had none."""
    name: str = ""
    response: Mapping[str, Any] = field(default_factory=dict, metadata=ALWAYS_WRITTEN)
    """The result, verbatim; by convention under `output` or `error`."""
    scheduling: EnumName | None = None
    """`SILENT`, `WHEN_IDLE` or `INTERRUPT`; for NON_BLOCKING functions only."""
    will_continue: bool = False
    """True when more answers to the same call follow."""
    parts: tuple[Part, ...] = ()
    """Media that belongs to the result (3.x)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(Extensible):
    """One piece of content; of its fields one is set, and `thought` beside `text`."""

    text: str | None = None
    thought: bool = False
    """True for text that is never part of the answer (reference §7)."""
    thought_signature: bytes | None = None
    inline_data: Blob | None = None
    file_data: Configuration | None = None
    function_call: FunctionCall | None = None
    function_response: FunctionResponse | None = None
    executable_code: Configuration | None = None
    code_execution_result: Configuration | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Content(Extensible):
    """Parts and who said them."""

    role: str | None = None
    """`user` or `model`; the Developer API's server leaves it out (reference §3.2)."""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcription(Extensible):
    """A piece of transcript; pieces are joined without adding or trimming spaces (reference §3.2)."""

    text: str = ""
    """Empty in a frame that only says `finished`, and in Vertex's first one."""
    finished: bool = False
    """Very often never True."""
    language_code: str | None = None
    speaker_label: str | None = None
    words: tuple[Configuration, ...] = ()
