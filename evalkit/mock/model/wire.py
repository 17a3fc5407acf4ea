"""How the mock writes its messages: the habits of the real server, as data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import orjson
from numpy.typing import NDArray

from evalkit.media.pcm import resample, to_bytes
from evalkit.profiles.profile import Habits
from evalkit.protocol.codec import encode
from evalkit.protocol.messages import Blob, Content, Part, ServerContent, ServerMessage, Transcription
from evalkit.recording.model import Data

__all__ = ["OUTPUT_RATE_HZ", "Wire", "audio_chunks", "audio_content", "transcript_pieces", "wire_of"]

OUTPUT_RATE_HZ = 24_000
_FIRST_CHUNK_S = 0.2
_CHUNK_S = 0.24


@dataclass(frozen=True, slots=True)
class Wire:
    """Frame habits; the defaults are those of Vertex AI's 2.5 native-audio models (reference §1.4, §3.2, §10.1)."""

    binary: bool = True
    pretty: bool = True
    session_id: bool = True
    role: str | None = "model"
    audio_mime_type: str = f"audio/pcm;rate={OUTPUT_RATE_HZ}"
    audio_rate_hz: int = OUTPUT_RATE_HZ
    """Of the samples that are really sent, whatever the MIME type says."""
    odd_bytes: bool = False
    """Each chunk of audio lacks its last byte."""

    def frame(self, *messages: ServerMessage) -> Data:
        """Returns one frame that carries all the messages, each under its own key."""
        text = encode(*messages).encode()
        if self.pretty:
            text = orjson.dumps(orjson.loads(text), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
        return text if self.binary else text.decode()


def wire_of(habits: Habits) -> Wire:
    """Returns the frame habits of a profile."""
    return Wire(session_id=habits.session_id, role=habits.role, audio_mime_type=habits.audio_mime_type)


def audio_chunks(samples: NDArray[np.int16]) -> Iterator[tuple[float, NDArray[np.int16]]]:
    """Yields (seconds into the audio, samples): 200 ms first, then 240 ms each, as recordings show (reference §5.1)."""
    start, length = 0, int(_FIRST_CHUNK_S * OUTPUT_RATE_HZ)
    while start < len(samples):
        yield start / OUTPUT_RATE_HZ, samples[start : start + length]
        start, length = start + length, int(_CHUNK_S * OUTPUT_RATE_HZ)


def audio_content(samples: NDArray[np.int16], wire: Wire) -> ServerContent:
    """Returns the message that carries one chunk of model audio, given at 24 kHz."""
    sent = resample(samples, OUTPUT_RATE_HZ, wire.audio_rate_hz)
    pcm = to_bytes(sent)
    blob = Blob(mime_type=wire.audio_mime_type, data=pcm[:-1] if wire.odd_bytes else pcm)
    return ServerContent(model_turn=Content(role=wire.role, parts=(Part(inline_data=blob),)))


def transcript_pieces(text: str, count: int) -> list[ServerContent | None]:
    """Splits an output transcription over `count` chunks; the space stands at the start of a piece (reference §3.2)."""
    words = text.split(" ")
    pieces: list[ServerContent | None] = []
    for index in range(count):
        part = words[len(words) * index // count : len(words) * (index + 1) // count]
        joined = (" " if index and any(pieces) else "") + " ".join(part)
        message = ServerContent(output_transcription=Transcription(text=joined)) if part and joined.strip() else None
        pieces.append(message)
    return pieces
