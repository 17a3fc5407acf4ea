"""Bytes as base64 text: read in both alphabets, with or without padding; written in the standard one."""

from __future__ import annotations

import pybase64

__all__ = ["decode_base64", "encode_base64"]

_TO_STANDARD = str.maketrans("-_", "+/")


def decode_base64(text: str) -> bytes:
    """Returns the bytes that ``text`` stands for.

    The Python SDK writes the URL-safe alphabet, everyone else the standard one (reference §1.4). Padding may be left
    out whole but not in part; anything else outside the alphabets is refused, white space too.

    Raises:
        ValueError: when ``text`` is not base64.
    """
    if "-" in text or "_" in text:
        text = text.translate(_TO_STANDARD)
    missing = -len(text) % 4
    if missing and not text.endswith("="):
        text += "=" * missing
    return pybase64.b64decode(text, validate=True)


def encode_base64(data: bytes) -> str:
    """Returns ``data`` in the standard alphabet, padded."""
    return pybase64.b64encode_as_string(data)
