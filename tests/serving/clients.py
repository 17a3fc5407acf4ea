"""A small client of the mock Live API that nobody but the tests would call one."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from websockets.sync.client import ClientConnection, connect

from evalkit.serving.server import Served
from evalkit.serving.threaded import LiveServer

__all__ = ["GEMINI", "VERTEX", "answered", "session"]

GEMINI = "/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent?key=any"
VERTEX = "/ws/google.cloud.aiplatform.v1.LlmBidiService/BidiGenerateContent"


@contextmanager
def session(server: LiveServer | Served, path: str = "/", **setup: Any) -> Iterator[ClientConnection]:
    """Opens a connection and sets a session up."""
    trust = ssl.create_default_context(cafile=server.ca_file) if server.ca_file else None
    with connect(server.url + path, ssl=trust, proxy=None, compression=None, close_timeout=2) as client:
        client.send(json.dumps({"setup": {"model": "models/mock", "outputAudioTranscription": {}, **setup}}))
        assert "setupComplete" in json.loads(client.recv(timeout=5))
        yield client


def answered(client: ClientConnection, text: str) -> str:
    """Types a turn; returns what is written or transcribed in answer to it."""
    turn = {"role": "user", "parts": [{"text": text}]}
    client.send(json.dumps({"clientContent": {"turns": [turn], "turnComplete": True}}))
    said = []
    while True:
        content = json.loads(client.recv(timeout=5)).get("serverContent", {})
        said += [part.get("text", "") for part in content.get("modelTurn", {}).get("parts", ())]
        said.append(content.get("outputTranscription", {}).get("text", ""))
        if content.get("turnComplete"):
            return "".join(said)
