"""Somebody who is logged in at Google, without Google: credentials that hand out numbered tokens."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import google.auth
import pytest
from google.auth.credentials import Credentials

__all__ = ["NumberedTokens", "log_in"]


class NumberedTokens(Credentials):
    """Each refresh gives the next token, good for `life_s`; or raises what it is told to."""

    def __init__(self, life_s: float = 3600.0, problem: Exception | None = None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.life_s, self.problem, self.count = life_s, problem, 0
        self.threads: list[str] = []

    def refresh(self, request: Any) -> None:
        self.threads.append(threading.current_thread().name)
        if self.problem is not None:
            raise self.problem
        self.count += 1
        self.token = f"numbered-token-{self.count}"
        self.expiry = datetime.now(UTC).replace(tzinfo=None) + timedelta(seconds=self.life_s)


def log_in(
    monkeypatch: pytest.MonkeyPatch, credentials: Credentials | None, project: str | None = None
) -> list[Sequence[str]]:
    """Puts the credentials in place of whatever this machine has; returns the scopes asked for each time."""
    asked: list[Sequence[str]] = []

    def default(scopes: Sequence[str]) -> tuple[Credentials | None, str | None]:
        asked.append(scopes)
        return credentials, project

    replacement: Callable[..., Any] = default
    monkeypatch.setattr(google.auth, "default", replacement)
    return asked
