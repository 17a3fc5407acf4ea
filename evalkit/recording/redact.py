"""Keeps secrets out of recordings: literal ones in every encoding they may travel in, and the shapes Google's have.

Session resumption handles are left alone on purpose: a replay needs the very handle that the client sends back, and
one is worth nothing without the credentials of the project it belongs to and expires within a day (reference §4.7).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import quote, quote_plus

import pybase64

__all__ = ["REDACTED", "Redactor"]

REDACTED = "REDACTED"

_SHORTEST = 6
"""A shorter secret would be found everywhere by chance; no credential in use is that short."""

# A shape must not begin or end inside a longer run of base64: media inside a message would be hit by chance, which
# ruins recordings made by google/test-server (reference §9.2). Each shape comes with a text that must be present.
_BEFORE = r"(?<![A-Za-z0-9+/_-])"
_AFTER = r"(?![A-Za-z0-9+/=_-])"
_SHAPES: tuple[tuple[str, re.Pattern[str], str], ...] = tuple(
    (needle, re.compile(pattern, re.ASCII), replacement)
    for needle, pattern, replacement in (
        ("AIza", rf"{_BEFORE}AIza[A-Za-z0-9_-]{{30,60}}{_AFTER}", REDACTED),
        ("AQ.", rf"{_BEFORE}AQ\.[A-Za-z0-9_-]{{30,}}", REDACTED),
        ("ya29.", rf"{_BEFORE}ya29\.[A-Za-z0-9._-]{{8,}}", REDACTED),
        ("eyJ", rf"{_BEFORE}eyJ[A-Za-z0-9_-]{{8,}}\.[A-Za-z0-9_-]{{8,}}\.[A-Za-z0-9_-]*", REDACTED),
        ("earer", r"\b([Bb]earer(?: +|%20))[A-Za-z0-9._~+/-]{16,}=*", rf"\1{REDACTED}"),
        ("key=", r"([?&](?:api_)?key=)[^&#\s\"'<>\\]+", rf"\1{REDACTED}"),
        ("access_token=", r"(\baccess_token=)[^&#\s\"'<>\\]+", rf"\1{REDACTED}"),
        ("auth_tokens/", r"\b(auth_tokens/)[A-Za-z0-9._~%-]+", rf"\1{REDACTED}"),
    )
)


def _keeps_nothing(text: str) -> bool:
    return False


class Redactor:
    """Replaces secrets by `REDACTED`; pure, and cheap enough to run on every message.

    It looks for the secrets given, as they are and in their URL-, JSON- and base64-encoded forms (at each of the three
    alignments), and for what looks like a Google API key, an OAuth token, a bearer token, a JWT, an ephemeral token or
    a credential in a URL's query.

    Args:
        secrets: the credentials in use; ones shorter than six characters are ignored.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        stripped = (secret.strip() for secret in secrets)
        forms = {form for secret in stripped if len(secret) >= _SHORTEST for form in _forms(secret)}
        # The longest first: a form may hold another, and a half-replaced secret is still half a secret.
        self._forms = tuple(sorted(forms, key=lambda form: (-len(form), form)))
        self._needles = (*self._forms, *(needle for needle, _, _ in _SHAPES))

    def suspects(self, text: str) -> bool:
        """Returns whether `text`, plain or JSON, may hold a secret; False is certain, True asks for a closer look."""
        return any(needle in text for needle in self._needles)

    def text(self, text: str) -> str:
        """Returns `text` without secrets."""
        for form in self._forms:
            text = text.replace(form, REDACTED)
        for needle, pattern, replacement in _SHAPES:
            if needle in text:
                text = pattern.sub(replacement, text)
        return text

    def document(self, value: Any, keep: Callable[[str], bool] = _keeps_nothing) -> Any:
        """Returns a copy of parsed JSON without secrets in its strings, keys and numbers.

        Args:
            value: what a JSON parser returns.
            keep: says of a string that it must stay as it is.
        """
        match value:
            case str():
                return value if keep(value) else self.text(value)
            case dict():
                return {self.text(key): self.document(item, keep) for key, item in value.items()}
            case list():
                return [self.document(item, keep) for item in value]
            case int() | float() if not isinstance(value, bool):
                return value if self.text(repr(value)) == repr(value) else REDACTED
        return value


def _forms(secret: str) -> Iterator[str]:
    yield secret
    yield quote_plus(secret, errors="replace")
    for url in (quote(secret, safe="", errors="replace"), quote(secret, errors="replace")):
        yield url
        yield re.sub("%[0-9A-F]{2}", lambda escape: escape[0].lower(), url)
    for text in (json.dumps(secret), json.dumps(secret, ensure_ascii=False)):
        yield text[1:-1]
        yield text[1:-1].replace("/", "\\/")
    yield from _base64_forms(secret.encode("utf-8", "replace"))


def _base64_forms(secret: bytes) -> Iterator[str]:
    """The characters that the secret alone decides, when it starts at byte 0, 1 or 2 of a group of three."""
    for offset in range(3):
        text = pybase64.b64encode(b"\0" * offset + secret).decode("ascii")
        core = text[(0, 2, 3)[offset] : (offset + len(secret)) * 8 // 6]
        yield core
        yield core.translate(str.maketrans("+/", "-_"))
