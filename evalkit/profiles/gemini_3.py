"""Gemini 3 and the models for one task, as data (reference §2.3, §2.6, §4.6, §8.1, §10.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from evalkit.profiles.gemini_2 import DEV_HABITS, VERTEX_LIMITS
from evalkit.profiles.profile import Accepts, Dialect, Habits, Profile, Status
from evalkit.profiles.refusal import (
    INTERNAL_ERROR,
    INVALID_ARGUMENT,
    MEDIA_CHUNKS,
    SILENCE,
    UNKNOWN_NAME,
    Feature,
    Refusal,
)

__all__ = ["PROFILES_3"]

_DATED = r"(-preview)?(-\d{2}-\d{4}|-latest)?"
_DEV_REFUSALS: Mapping[Feature, Refusal] = {
    "backend_field": UNKNOWN_NAME,
    "media_chunks": MEDIA_CHUNKS,
    "transparent_resumption": UNKNOWN_NAME,
}
_VERTEX_REFUSALS: Mapping[Feature, Refusal] = {
    "backend_field": UNKNOWN_NAME,
    "media_chunks": MEDIA_CHUNKS,
    "will_continue": INVALID_ARGUMENT,
}

_SPOKEN_3 = Accepts(
    modalities=frozenset({"AUDIO"}),
    affective_dialog=False,
    media_chunks=False,
    code_execution=False,
    url_context=False,
    google_maps=False,
    thinking_budget=False,
    transparent_resumption=False,
)
_DEV_31 = Profile(
    "dev-3.1",
    "Gemini 3.1 Live on the Developer API",
    "gemini",
    (rf"gemini-3\.1-flash-live{_DATED}",),
    "gemini-3.1-flash-live-preview",
    dialect=Dialect("realtime_text", "stream_end", pause_audio_for_calls=True),
    accepts=replace(
        _SPOKEN_3,
        proactive_audio="no",
        client_content_after_start=False,
        non_blocking_tools=False,
        thinking_level="optional",
        thinking_levels=frozenset({"MINIMAL", "LOW", "MEDIUM", "HIGH"}),
    ),
    habits=replace(DEV_HABITS, stream_end_ends_turn=True),
    kind="native_audio",
    status=Status("preview", "2026-03", note="a newer model is there"),
    refusals={
        **_DEV_REFUSALS,
        "affective_dialog": SILENCE,
        "client_content": INVALID_ARGUMENT,
        "modality": INTERNAL_ERROR,
        "proactive_audio": SILENCE,
    },
    unverified=frozenset(
        {
            "accepts.search_with_functions",
            "accepts.thinking_budget",
            "accepts.transcription_options",
            "dialect.pause_audio_for_calls",
            "habits.call_ids",
            "refusals.client_content",
            "refusals.non_blocking_tools",
        }
    ),
)
_UNVERIFIED_38 = {
    "accepts.client_content_after_start",
    "accepts.thinking_budget",
    "refusals.affective_dialog",
    "refusals.proactive_audio",
    "refusals.thinking_level",
}
_DEV_38 = Profile(
    "dev-3.8",
    "Gemini 3.8 Live on the Developer API",
    "gemini",
    (rf"gemini-3\.8-live{_DATED}",),
    "gemini-3.8-live",
    dialect=Dialect("realtime_text", answer_after_turn=True),
    accepts=replace(_SPOKEN_3, proactive_audio="always"),
    habits=replace(DEV_HABITS, call_ids="call", tools_block=False, handles="once"),
    kind="native_audio",
    status=Status("ga", "2026-09-15"),
    refusals=_DEV_REFUSALS,
    unverified=frozenset({*_UNVERIFIED_38, "dialect.answer_after_turn"}),
)
_VERTEX_38 = replace(
    _DEV_38,
    name="vertex-3.8",
    title="Gemini 3.8 Live on Vertex AI",
    backend="vertex",
    accepts=replace(
        _DEV_38.accepts,
        avatar=True,
        modalities=frozenset({"AUDIO", "VIDEO"}),
        transparent_resumption=True,
        will_continue=False,
    ),
    habits=Habits(session_id=False, call_ids="call", tools_block=False),
    status=Status("ga", "2026-09-24"),
    limits=VERTEX_LIMITS,
    refusals=_VERTEX_REFUSALS,
    unverified=frozenset({*_UNVERIFIED_38, "accepts.media_chunks", "habits.audio_mime_type", "habits.call_ids"}),
)


def _thinking(spoken: Profile, name: str, title: str) -> Profile:
    """The sibling of a 3.8 model that goes on thinking in the background."""
    accepts = replace(
        spoken.accepts,
        blocking_tools=False,
        thinking_level="required",
        thinking_levels=frozenset({"LOW", "MEDIUM", "HIGH"}),
        avatar=False,
        modalities=frozenset({"AUDIO"}),
    )
    models = (rf"gemini-3\.8-live-extended-thinking{_DATED}",)
    unverified = {*spoken.unverified, "refusals.blocking_tools"}
    if spoken.backend == "vertex":
        unverified |= {"models", "status"}
    status = Status("ga", "2026-09-15")
    return replace(
        spoken,
        name=name,
        title=title,
        models=models,
        example="gemini-3.8-live-extended-thinking",
        accepts=accepts,
        status=status,
        unverified=frozenset(unverified),
    )


_TRANSLATING = replace(_SPOKEN_3, proactive_audio="no", translation="required")
_DEV_TRANSLATE = Profile(
    "dev-translate",
    "Gemini 3.5 Live translation on the Developer API",
    "gemini",
    (rf"gemini-3\.5-live-translate{_DATED}",),
    "gemini-3.5-live-translate-preview",
    accepts=_TRANSLATING,
    habits=DEV_HABITS,
    kind="translation",
    status=Status("preview"),
    refusals=_DEV_REFUSALS,
    unverified=frozenset({"accepts", "dialect", "habits", "refusals"}),
)
_VERTEX_TRANSLATE = replace(
    _DEV_TRANSLATE,
    name="vertex-translate",
    title="Gemini 3.5 Live translation on Vertex AI",
    backend="vertex",
    accepts=replace(_TRANSLATING, translation="optional", transparent_resumption=True),
    habits=Habits(session_id=False),
    status=Status("preview", note="in location global alone"),
    limits=VERTEX_LIMITS,
    refusals=_VERTEX_REFUSALS,
    unverified=frozenset({"accepts", "dialect", "habits", "models", "refusals", "status"}),
)
_TRANSCRIBING = replace(_SPOKEN_3, modalities=frozenset({"TEXT"}), proactive_audio="no", functions=False)
_DEV_TRANSCRIBE = Profile(
    "dev-transcribe",
    "Gemini 3.5 Live transcription on the Developer API",
    "gemini",
    (r"gemini-3\.5-transcribe-live(-\d{2}-\d{4}|-latest)?",),
    "gemini-3.5-transcribe-live",
    dialect=Dialect(audio_end="stream_end"),
    accepts=_TRANSCRIBING,
    habits=replace(DEV_HABITS, usage=False, stream_end_ends_turn=True),
    kind="transcription",
    status=Status("ga", "2026-08-26"),
    refusals=_DEV_REFUSALS,
    unverified=frozenset({"accepts", "habits.handles", "refusals"}),
)
_VERTEX_TRANSCRIBE = replace(
    _DEV_TRANSCRIBE,
    name="vertex-transcribe",
    title="Gemini 3.5 Live transcription on Vertex AI",
    backend="vertex",
    models=(r"gemini-3\.5-transcribe-live-preview(-\d{2}-\d{4}|-latest)?",),
    example="gemini-3.5-transcribe-live-preview",
    accepts=replace(_TRANSCRIBING, transparent_resumption=True),
    habits=Habits(session_id=False, usage=False, stream_end_ends_turn=True),
    status=Status("preview", note="in location global"),
    limits=VERTEX_LIMITS,
    refusals=_VERTEX_REFUSALS,
    unverified=frozenset({"accepts", "habits", "refusals"}),
)

PROFILES_3: tuple[Profile, ...] = (
    _DEV_31,
    _DEV_38,
    _VERTEX_38,
    _thinking(_DEV_38, "dev-extended-thinking", "Gemini 3.8 Live extended thinking on the Developer API"),
    _thinking(_VERTEX_38, "vertex-extended-thinking", "Gemini 3.8 Live extended thinking on Vertex AI"),
    _DEV_TRANSLATE,
    _VERTEX_TRANSLATE,
    _DEV_TRANSCRIBE,
    _VERTEX_TRANSCRIBE,
)
