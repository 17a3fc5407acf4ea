"""The request in full: what decides a vote stands in it, and its schema allows the scale alone."""

import io
from typing import Any

import pybase64
import soundfile

from evalkit.judging.request import audio_problem, request_body
from evalkit.scorers.question import Heard, Question

ASKED: dict[str, Any] = {
    "temperature": 1.0,
    "scale": [0.0, 0.25, 0.5, 0.75, 1.0],
    "criteria": ["kind", "brief"],
    "instructions": "Judge.",
    "prompt": "Is it kind?",
}
VOTE = {
    "type": "OBJECT",
    "properties": {
        "why": {"type": "STRING"},
        "score": {"type": "STRING", "enum": ["0", "0.25", "0.5", "0.75", "1"]},
    },
    "required": ["why", "score"],
    "propertyOrdering": ["why", "score"],
}


def test_a_request_in_full() -> None:
    assert request_body(Question("judgement", ASKED), 2) == {
        "systemInstruction": {"parts": [{"text": "Judge."}]},
        "contents": [{"role": "user", "parts": [{"text": "Is it kind?"}]}],
        "generationConfig": {
            "temperature": 1.0,
            "seed": 2,
            "candidateCount": 1,
            "maxOutputTokens": 8192,
            "responseMimeType": "application/json",
            "responseSchema": {
                "type": "OBJECT",
                "properties": {"kind": VOTE, "brief": VOTE},
                "required": ["kind", "brief"],
                "propertyOrdering": ["kind", "brief"],
            },
        },
    }


def test_audio_arrives_as_it_was() -> None:
    pcm = b"\1\0\2\0\xff\xff" * 100
    body = request_body(Question("judgement", ASKED, (Heard(pcm, 24_000),)), 1)
    _, label, audio = body["contents"][0]["parts"]
    assert label == {"text": "Audio 1:"}
    samples, rate_hz = soundfile.read(io.BytesIO(pybase64.b64decode(audio["inlineData"]["data"])), dtype="int16")
    assert (samples.astype("<i2").tobytes(), rate_hz) == (pcm, 24_000)
    assert audio_problem(body) == ""
