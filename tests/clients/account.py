"""A Google service account without Google: a key file whose token endpoint is on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

__all__ = ["TOKEN", "service_account"]

TOKEN = "token-of-the-service-account"


class _Tokens(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = json.dumps({"access_token": TOKEN, "token_type": "Bearer", "expires_in": 3600}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: requests are no news."""


@contextmanager
def service_account(folder: Path) -> Iterator[Path]:
    """Writes a key file, and hands out tokens for it until the context is left."""
    with HTTPServer(("127.0.0.1", 0), _Tokens) as server:
        thread = threading.Thread(target=server.serve_forever, name="tokens")
        thread.start()
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        path = folder / "service_account.json"
        path.write_text(json.dumps(_key_file(key, server.server_port)), encoding="utf-8")
        try:
            yield path
        finally:
            server.shutdown()
            thread.join()


def _key_file(key: rsa.RSAPrivateKey, port: int) -> dict[str, str]:
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return {
        "type": "service_account",
        "project_id": "any-project",
        "private_key_id": "any-key-id",
        "private_key": pem.decode(),
        "client_email": "anybody@any-project.iam.gserviceaccount.com",
        "token_uri": f"http://127.0.0.1:{port}/token",
    }
