"""The request that puts a question to a model: `generateContent` with a schema for its answer; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

import pybase64

from evalkit.media.pcm import to_samples
from evalkit.scorers.question import Heard, Question

__all__ = ["MOST_AUDIO_BYTES", "audio_problem", "request_body"]

MOST_AUDIO_BYTES = 14_000_000
"""Of audio in a request, before base64: the API takes 20 MB in all."""
_MOST_OUTPUT_TOKENS = 8_192
"""Thoughts included; a model that runs out of them casts no vote."""


def request_body(question: Question, vote: int) -> dict[str, Any]:
    """Returns the JSON of the request.

    The seed is the number of the vote, so that the same vote may come out the same and the next one otherwise. A score
    is asked for as text out of the scale, for a schema's `enum` takes texts only.
    """
    asked = question.asked
    return {
        "systemInstruction": {"parts": [{"text": asked["instructions"]}]},
        "contents": [{"role": "user", "parts": [{"text": asked["prompt"]}, *_audio_parts(question)]}],
        "generationConfig": {
            "temperature": asked["temperature"],
            "seed": vote,
            "candidateCount": 1,
            "maxOutputTokens": _MOST_OUTPUT_TOKENS,
            "responseMimeType": "application/json",
            "responseSchema": _schema(asked),
        },
    }


def audio_problem(body: Mapping[str, Any]) -> str:
    """Says why a request cannot be sent as it is; empty when it can."""
    parts = body["contents"][0]["parts"]
    size = sum(len(part["inlineData"]["data"]) for part in parts if "inlineData" in part) * 3 // 4
    if size <= MOST_AUDIO_BYTES:
        return ""
    return f"the audio has {size / 1e6:.0f} MB, and at most {MOST_AUDIO_BYTES / 1e6:.0f} MB can be sent in a request"


def _audio_parts(question: Question) -> Iterator[dict[str, Any]]:
    for number, heard in enumerate(question.heard, start=1):
        yield {"text": f"Audio {number}:"}
        data = pybase64.b64encode(_flac(heard)).decode("ascii")
        yield {"inlineData": {"mimeType": "audio/flac", "data": data}}


def _schema(asked: Mapping[str, Any]) -> dict[str, Any]:
    names = list(asked["criteria"])
    vote = {
        "type": "OBJECT",
        "properties": {
            "why": {"type": "STRING"},
            "score": {"type": "STRING", "enum": [f"{score:g}" for score in asked["scale"]]},
        },
        "required": ["why", "score"],
        "propertyOrdering": ["why", "score"],
    }
    return {"type": "OBJECT", "properties": dict.fromkeys(names, vote), "required": names, "propertyOrdering": names}


def _flac(heard: Heard) -> bytes:
    import soundfile  # heavy, and most questions have no audio

    target = BytesIO()
    soundfile.write(target, to_samples(heard.pcm), heard.rate_hz, subtype="PCM_16", format="FLAC")
    return target.getvalue()
