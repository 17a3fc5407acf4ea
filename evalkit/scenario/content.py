"""What of a scenario decides its outcome, as one short digest: the first part of a comparability key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

__all__ = ["content_digest"]

_WORDS_ONLY = frozenset({"description", "tags", "mock", "quarantine"})
"""Keys at the top that change nothing about what is played or expected."""


def content_digest(document: Mapping[str, Any]) -> str:
    """Returns 16 hexadecimal digits; equal for scenarios that play and expect the same, however they are described.

    Files that the scenario names stand for themselves: a file changed under its old name is not seen.

    Args:
        document: as `Scenario.document`.
    """
    kept = {name: value for name, value in document.items() if name not in _WORDS_ONLY}
    text = json.dumps(kept, sort_keys=True, ensure_ascii=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:16]
