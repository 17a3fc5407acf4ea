"""Messages as real clients and servers write them."""

import base64
import json

from evalkit.recording.model import Header, Lane

RATE_MIME: dict[Lane, str] = {"user": "audio/pcm;rate=16000", "model": "audio/pcm;rate=24000"}


def sent_audio(pcm: bytes, mime: str = RATE_MIME["user"]) -> str:
    blob = {"data": base64.b64encode(pcm).decode(), "mimeType": mime}
    return json.dumps({"realtimeInput": {"audio": blob}}, separators=(",", ":"))


def received_audio(pcm: bytes, mime: str = RATE_MIME["model"]) -> bytes:
    blob = {"mimeType": mime, "data": base64.b64encode(pcm).decode()}
    message = {"serverContent": {"modelTurn": {"parts": [{"inlineData": blob}]}}}
    return (json.dumps(message, indent=2) + "\n").encode()


def header(scenario_id: str = "greeting", model: str = "models/a-live-model") -> Header:
    return Header(
        scenario_id=scenario_id,
        scenario={"turns": [{"text": "Hello"}]},
        attempt=1,
        endpoint="mock",
        model=model,
        provenance="recorded",
        started_at="2026-03-01T02:03:04Z",
    )
