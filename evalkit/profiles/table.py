"""The profiles as tables in Markdown, for the documentation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from evalkit.profiles.known import PROFILES
from evalkit.profiles.profile import Profile

__all__ = ["Cell", "models_table"]

Cell: TypeAlias = tuple[str, Callable[[Profile], str]]
"""The claim that a cell makes, `accepts.functions`, and its text."""

_STAGES = {"ga": "GA", "private_ga": "private GA"}
_CALL_IDS = {"none": "none", "uuid": "UUID", "function-call": "`function-call-N`", "call": "`call_N`"}


def models_table() -> str:
    """Returns three tables, one row a profile: the models, what they take, and how they behave.

    `(?)` marks what nobody has confirmed.
    """
    return "\n".join(
        f"## {title}\n\n{_table(columns)}"
        for title, columns in (("Models", _MODELS), ("What they take", _TAKES), ("How they behave", _BEHAVES))
    )


def _table(columns: Mapping[str, Cell]) -> str:
    rows = [[f"`{each.name}`", *(_cell(each, cell) for cell in columns.values())] for each in PROFILES if each.models]
    return _line(["profile", *columns]) + _line(["---"] * (1 + len(columns))) + "".join(map(_line, rows))


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _cell(profile: Profile, cell: Cell) -> str:
    claim, text = cell
    return text(profile) + (" (?)" if profile.doubts(claim) else "")


def _yes(taken: bool) -> str:
    return "yes" if taken else "no"


def _status(profile: Profile) -> str:
    status = profile.status
    stage = _STAGES.get(status.stage, status.stage)
    since = f" {status.since}" if status.since else ""
    return f"{stage}{since}{f': {status.note}' if status.note else ''}"


def _thinking(profile: Profile) -> str:
    accepts = profile.accepts
    level = {"no": "", "optional": "level", "required": "level, required"}[accepts.thinking_level]
    return " or ".join(each for each in ("budget" if accepts.thinking_budget else "", level) if each) or "no"


def _refusal(profile: Profile) -> str:
    """How TEXT is refused where it is not taken: the commonest mistake of all."""
    if "TEXT" in profile.accepts.modalities:
        return "–"
    refusal = profile.refusal("modality")
    return f"{refusal.code} {refusal.reason}" if refusal.code else "silence"


def _proactive(profile: Profile) -> str:
    alpha = " (v1alpha)" if profile.accepts.alpha_only else ""
    return {"no": "no", "opt_in": f"opt-in{alpha}", "always": "always on"}[profile.accepts.proactive_audio]


def _affective(profile: Profile) -> str:
    alpha = " (v1alpha)" if profile.accepts.alpha_only else ""
    return f"opt-in{alpha}" if profile.accepts.affective_dialog else "no"


_MODELS: Mapping[str, Cell] = {
    "family": ("title", lambda each: each.title),
    "as in": ("models", lambda each: f"`{each.example}`"),
    "status": ("status", _status),
    "context": ("limits.context_tokens", lambda each: f"{each.limits.context_tokens:,} tokens"),
}
_TAKES: Mapping[str, Cell] = {
    "answers in": ("accepts.modalities", lambda each: ", ".join(sorted(each.accepts.modalities))),
    "TEXT is refused with": ("refusals.modality", _refusal),
    "proactive audio": ("accepts.proactive_audio", _proactive),
    "affective dialog": ("accepts.affective_dialog", _affective),
    "thinking": ("accepts.thinking_budget", _thinking),
    "code execution": ("accepts.code_execution", lambda each: _yes(each.accepts.code_execution)),
    "URL context": ("accepts.url_context", lambda each: _yes(each.accepts.url_context)),
    "Search beside functions": ("accepts.search_with_functions", lambda each: _yes(each.accepts.search_with_functions)),
    "NON_BLOCKING": ("accepts.non_blocking_tools", lambda each: _yes(each.accepts.non_blocking_tools)),
    "`mediaChunks`": ("accepts.media_chunks", lambda each: _yes(each.accepts.media_chunks)),
    "translation": ("accepts.translation", lambda each: each.accepts.translation),
    "avatar": ("accepts.avatar", lambda each: _yes(each.accepts.avatar)),
}
_BEHAVES: Mapping[str, Cell] = {
    "typed turns go as": (
        "dialect.text_turns",
        lambda each: "`clientContent`" if each.dialect.text_turns == "client_content" else "`realtimeInput.text`",
    ),
    "`audioStreamEnd` ends a turn": (
        "habits.stream_end_ends_turn",
        lambda each: _yes(each.habits.stream_end_ends_turn),
    ),
    "calls wait for answers": ("habits.tools_block", lambda each: _yes(each.habits.tools_block)),
    "call ids": ("habits.call_ids", lambda each: _CALL_IDS[each.habits.call_ids]),
    "resumption handles": ("habits.handles", lambda each: each.habits.handles.replace("_", " ")),
    "session id": ("habits.session_id", lambda each: _yes(each.habits.session_id)),
    "output audio": ("habits.audio_mime_type", lambda each: f"`{each.habits.audio_mime_type}`"),
    "usage": ("habits.usage", lambda each: f"`{each.habits.usage_names}…`" if each.habits.usage else "none"),
}
