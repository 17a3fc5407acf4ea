"""What a failed try means for trying again: a table over close codes, HTTP statuses and errors in band; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from evalkit.errors import ConnectError, ConnectionClosed, ServerReportedError, SetupError, UsageError
from evalkit.recording.model import Close
from evalkit.results import AttemptResult

__all__ = ["QUOTA_WAIT_S", "Fault", "fault_of"]

QUOTA_WAIT_S = 60.0
"""How long a used-up quota is left alone when the server does not say."""
_OFTEN = 3
"""Times that something which passes by itself is tried again."""

_QUOTA = re.compile(r"quota|(?<!deadline[ _])exceeded|RESOURCE_EXHAUSTED", re.IGNORECASE)
_QUOTA_CODES = (8, 429)
"""Of an error in band: google.rpc.Code, HTTP."""
_SERVER_CODES = (4, 13, 14, 500, 502, 503, 504)
_REPORTED = re.compile(r"the server reports error (\d+)")

# A refusal of the setup says in words alone whether it is about this scenario or about whoever asks, the model or the
# place, which every scenario of the run shares (reference §6.2).
_FOR_ALL = re.compile(
    r"API key|User location|unregistered callers|Publisher Model|is not found for API version"
    r"|not supported for bidiGenerateContent|PERMISSION_DENIED|UNAUTHENTICATED|Invalid resource field|billing",
    re.IGNORECASE,
)
# After a tool's answer, and at a proxy's limit, these pass by themselves (reference §6.2).
_PASSING_1008 = re.compile(r"Requested entity was not found|operation was aborted", re.IGNORECASE)
_NOT_RESUMED = re.compile(r"the session (was not|cannot be) resumed")
_SESSION_OVER = re.compile(r"Deadline[ _](expired|exceeded)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a try could not be measured."""

    cause: str
    """What tells it from others, in few words: faults with the same cause are of one class."""
    retries: int = 0
    """Times that it is worth trying again."""
    wait_s: float = 0.0
    """The shortest wait before that."""
    quota: bool = False
    """Fewer sessions at once may help."""
    for_all: bool = False
    """Credentials, address or model: no other attempt of the run will fare better."""


def fault_of(result: AttemptResult, close: Close | None, refusal: ConnectError | None = None) -> Fault | None:
    """Returns what kept an attempt from being measured.

    None for an attempt that was measured, whatever came of it, and for one whose scenario, recording or plugin is at
    fault, of which a live server knows nothing.

    Args:
        result: the attempt as it was scored.
        close: how its connection ended.
        refusal: why it could not be opened, if so.
    """
    if result.failure is None or result.status not in ("infra", "invalid"):
        return None
    kind, message = result.failure.kind, result.failure.message
    if kind == ConnectError.__name__:
        return _unconnected(refusal) if refusal is not None else Fault("no connection", _OFTEN)
    if kind == UsageError.__name__:
        return Fault("configuration", for_all=True)
    if kind == SetupError.__name__ and result.status == "invalid":
        return Fault("setup refused", for_all=_FOR_ALL.search(message) is not None)
    if kind == SetupError.__name__ and _NOT_RESUMED.search(message):
        return Fault("session not resumed", 1)
    if found := _REPORTED.search(message):
        return _reported(int(found[1]))
    if kind in (SetupError.__name__, ConnectionClosed.__name__) and close is not None:
        return _silent_setup(close) if kind == SetupError.__name__ else _closed(close)
    return Fault(ServerReportedError.__name__) if kind == ServerReportedError.__name__ else None


def _unconnected(error: ConnectError) -> Fault:
    if error.configuration:
        return Fault("configuration", for_all=True)
    status, wait_s = error.http_status, error.retry_after_s
    if status == 429:
        return Fault("quota", _OFTEN, QUOTA_WAIT_S if wait_s is None else wait_s, quota=True)
    return Fault(f"HTTP {status}" if status else "no connection", _OFTEN, wait_s or 0.0)


def _reported(code: int) -> Fault:
    if code in _QUOTA_CODES:
        return Fault("quota", _OFTEN, QUOTA_WAIT_S, quota=True)
    return Fault(f"error {code} in band", _OFTEN if code in _SERVER_CODES else 0)


def _silent_setup(close: Close) -> Fault:
    """Some models answer an unsupported setup with silence for ever (reference §6.3): once more, not oftener."""
    return Fault("no setupComplete", 1) if close.by == "local" else _closed(close)


def _closed(close: Close) -> Fault:
    code, reason = close.code, close.reason
    if code == 1011 and _QUOTA.search(reason):
        return Fault("quota", _OFTEN, QUOTA_WAIT_S, quota=True)
    if code == 1006 or (code == 1011 and close.by == "local"):
        return Fault("connection lost", _OFTEN)
    if code == 1008:
        return Fault("close 1008", 1 if _PASSING_1008.search(reason) else 0)
    if code in (1000, 1001) or _SESSION_OVER.search(reason):
        return Fault("session ended early", 1)
    if code in (1011, 1012, 1013, 1014):
        return Fault(f"close {code}", _OFTEN)
    # What either side refuses as illegal, or as too much, it will refuse again; a code nobody knows gets one chance.
    return Fault(f"close {code}", 0 if code in (1002, 1003, 1007, 1009, 1010) else 1)
