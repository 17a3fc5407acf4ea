"""Base64 as peers write it: decoded only when the same bytes give the very same text back."""

from __future__ import annotations

import pybase64

__all__ = ["SUFFIXES", "decoded", "encoded"]

SUFFIXES = r"(\+urlsafe)?(\+unpadded)?"
"""What follows a marker, as a regular expression: how the text it stands for was written."""

_URLSAFE = b"-_"


def decoded(text: str) -> tuple[bytes, str] | None:
    """Returns the bytes of a base64 text and the suffix of its marker.

    None when the text is empty, is no base64, or would not come back as this very text.
    """
    urlsafe = "-" in text or "_" in text
    unpadded = len(text) % 4 != 0
    if urlsafe and ("+" in text or "/" in text):
        return None
    try:
        data = pybase64.b64decode(text + "=" * (-len(text) % 4), altchars=_URLSAFE if urlsafe else None, validate=True)
    except ValueError:
        return None
    if not data or encoded(data, urlsafe=urlsafe, unpadded=unpadded) != text:
        return None
    return data, ("+urlsafe" if urlsafe else "") + ("+unpadded" if unpadded else "")


def encoded(data: bytes, *, urlsafe: bool, unpadded: bool) -> str:
    """Returns the base64 text of `data` in one of the four ways of writing it."""
    text = pybase64.b64encode(data, altchars=_URLSAFE if urlsafe else None).decode("ascii")
    return text.rstrip("=") if unpadded else text
