"""A server on this machine that stands where a judge's model is: it answers what it is told to, in order."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

__all__ = ["KEY", "Asked", "JudgeServer", "Served", "judge_server", "reply", "votes_of"]

KEY = "a-key-of-nobody"
"""The credential the tests use; it must turn up nowhere."""


@dataclass(frozen=True)
class Served:
    """One answer of the server; a body that is no bytes is sent as JSON, and None sends nothing at all."""

    body: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    path: str
    headers: Mapping[str, str]
    body: Any


def votes_of(**scores: Any) -> str:
    """What a model writes: for each criterion a score and why."""
    return json.dumps({name: {"why": f"Why {name}.", "score": score} for name, score in scores.items()})


def reply(text: str = "", /, **more: Any) -> dict[str, Any]:
    """A reply of `generateContent` with this text."""
    return {
        "candidates": [{"content": {"parts": [{"text": text}], "role": "model"}, "finishReason": "STOP"}],
        "modelVersion": "gemini-3.8-flash-001",
        "usageMetadata": {"promptTokenCount": 1000, "candidatesTokenCount": 100, "totalTokenCount": 1100},
        **more,
    }


@dataclass
class JudgeServer:
    """What it was asked, and what it says; the last answer is repeated."""

    url: str
    asked: list[Asked] = field(default_factory=list)
    answers: Sequence[Served] = (Served(reply(votes_of(kind="1"))),)

    def next(self) -> Served:
        return self.answers[min(len(self.asked), len(self.answers)) - 1]


@contextmanager
def judge_server(*answers: Served) -> Iterator[JudgeServer]:
    """Serves on loopback until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            server.asked.append(Asked(self.path, dict(self.headers), json.loads(body)))
            served = server.next()
            if served.body is None:
                self.close_connection = True
                return
            data = served.body if isinstance(served.body, bytes) else json.dumps(served.body).encode()
            self.send_response(served.status)
            for name, value in {"Content-Length": str(len(data)), **served.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:
            """Keeps quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        server = JudgeServer(f"http://127.0.0.1:{http.server_port}")
        if answers:
            server.answers = answers
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            http.shutdown()
            thread.join()
