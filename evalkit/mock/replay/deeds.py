"""What a client does, as a replay compares it: by meaning, without what differs between runs that mean the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

import numpy as np
import orjson
from numpy.typing import NDArray

from evalkit.protocol.codec import encode, to_wire
from evalkit.protocol.messages import Blob, ClientContent, Message, RealtimeInput, Setup, ToolResponse

__all__ = ["Samples", "acts_of", "contrast", "describe", "is_picture", "same_act"]

Samples: TypeAlias = NDArray[np.int16]


def acts_of(message: Message) -> tuple[Samples | None, tuple[Message, ...]]:
    """Splits a client message into its streamed audio, if any, and its other deeds with volatile fields blanked.

    The model's path, the value of a resumption handle and the format of audio chunks differ between runs that mean the
    same, and a picture is one under either name.
    """
    match message:
        case RealtimeInput(audio=blob, video=video, media_chunks=chunks) if blob is not None or chunks:
            heard = [each for each in (blob, *chunks) if each is not None and _is_audio(each)]
            shown = [each for each in (video, *chunks) if each is not None and not _is_audio(each)]
            rest = replace(message, audio=None, video=None, media_chunks=())
            acts = (() if rest == RealtimeInput() else (rest,), tuple(RealtimeInput(video=each) for each in shown))
            return _samples(b"".join(each.data for each in heard)) if heard else None, acts[0] + acts[1]
        case Setup():
            resumption = message.session_resumption
            blanked = {**resumption, "handle": ""} if resumption and resumption.get("handle") else resumption
            return None, (replace(message, model="", session_resumption=blanked),)
    return None, (message,)


def is_picture(message: Message) -> bool:
    """True for a picture that was shown while the conversation went on."""
    return isinstance(message, RealtimeInput) and message.video is not None


def same_act(one: Message, other: Message) -> bool:
    """True when two deeds mean the same; pictures are compared by what they show, because encoders differ."""
    if one == other:
        return True
    bare, blobs = _without_pictures(one)
    other_bare, other_blobs = _without_pictures(other)
    if not blobs or len(blobs) != len(other_blobs) or bare != other_bare:
        return False
    # Imported here: most sessions show no pictures, and need not wait for the library.
    from evalkit.media.pictures import alike

    return all(alike(a.data, b.data) for a, b in zip(blobs, other_blobs, strict=True))


def describe(message: Message) -> str:
    """Says in a few words what a client did."""
    match message:
        case Setup():
            settings = {name: value for name, value in to_wire(message)["setup"].items() if name != "model"}
            return f"setup {_shorten(orjson.dumps(settings).decode(), 160)}"
        case ClientContent(turns=turns):
            parts = [part for turn in turns for part in turn.parts]
            said = f"text {_shorten(' '.join(part.text for part in parts if part.text))!r}"
            pictures = sum(part.inline_data is not None for part in parts)
            return said + (f" with {pictures} picture{'s' * (pictures > 1)}" if pictures else "")
        case RealtimeInput(video=Blob(mime_type=mime_type, data=data)):
            return f"a picture ({mime_type}, {len(data):,} bytes)"
        case RealtimeInput(text=str(text)):
            return f"text {_shorten(text)!r}"
        case ToolResponse(function_responses=responses):
            said = "; ".join(f"{each.name} {orjson.dumps(dict(each.response)).decode()}" for each in responses)
            return f"tool answer {_shorten(said)}"
    return _shorten(encode(message))


def contrast(expected: Message, actual: Message) -> tuple[str, str]:
    """Says in a few words what a client was to do and what it did instead."""
    bare, blobs = _without_pictures(expected)
    other_bare, other_blobs = _without_pictures(actual)
    only_pictures = blobs and len(blobs) == len(other_blobs) and bare == other_bare
    return describe(expected), f"{describe(actual)}{', showing something else' if only_pictures else ''}"


def _is_audio(blob: Blob) -> bool:
    return not blob.mime_type.strip().lower().startswith("image/")


def _without_pictures(message: Message) -> tuple[Message, tuple[Blob, ...]]:
    """A deed with its pictures blanked, and these."""
    match message:
        case RealtimeInput(video=Blob() as blob):
            return replace(message, video=None), (blob,)
        case ClientContent(turns=turns):
            parts = [part for turn in turns for part in turn.parts]
            blobs = tuple(part.inline_data for part in parts if part.inline_data is not None)
            blank = tuple(
                replace(
                    turn, parts=tuple(replace(part, inline_data=part.inline_data and Blob()) for part in turn.parts)
                )
                for turn in turns
            )
            return replace(message, turns=blank), blobs
    return message, ()


def _samples(pcm: bytes) -> Samples:
    return np.frombuffer(pcm[: len(pcm) // 2 * 2], dtype="<i2").astype(np.int16)


def _shorten(text: str, limit: int = 80) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
