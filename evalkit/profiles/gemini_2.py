"""The models before Gemini 3, as data (reference §2.6, §4.4, §8.1, §10.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from evalkit.profiles.profile import Accepts, Dialect, Habits, Limits, Profile, Status
from evalkit.profiles.refusal import UNKNOWN_NAME, Feature, Refusal

__all__ = ["DEV_HABITS", "PROFILES_2", "VERTEX_LIMITS"]

DEV_HABITS = Habits(session_id=False, role=None, usage_names="response", call_ids="function-call", handles="periodic")
"""Frames of the Developer API."""
VERTEX_LIMITS = Limits(audio_session_s=600.0, video_session_s=600.0)
"""Vertex AI has one length for every session."""

_DEV_REFUSALS: Mapping[Feature, Refusal] = {"backend_field": UNKNOWN_NAME, "transparent_resumption": UNKNOWN_NAME}
_VERTEX_REFUSALS: Mapping[Feature, Refusal] = {"backend_field": UNKNOWN_NAME}
_NO_VOICES = Refusal(1007, "Cannot extract voices from a non-audio request.")

# Functions beside Search are "refused or unreliable" before 3.8; what is unreliable is not built on.
_HALF_CASCADE = Accepts(
    proactive_audio="no",
    affective_dialog=False,
    search_with_functions=False,
    thinking_budget=False,
    transcription_options=False,
)
_NATIVE = Accepts(modalities=frozenset({"AUDIO"}), search_with_functions=False, transcription_options=False)
_HALF_CASCADE_UNVERIFIED = {
    "accepts.google_maps",
    "accepts.non_blocking_tools",
    "accepts.thinking_budget",
    "accepts.transcription_options",
    "accepts.url_context",
    "dialect.pause_audio_for_calls",
    "habits.handles",
    "habits.stream_end_ends_turn",
    "refusals.affective_dialog",
    "refusals.proactive_audio",
}
_NATIVE_UNVERIFIED = {
    "accepts.google_maps",
    "accepts.transcription_options",
    "accepts.url_context",
    "habits.handles",
    "habits.stream_end_ends_turn",
}

_VERTEX_20 = Profile(
    "vertex-2.0",
    "Gemini 2.0 Live on Vertex AI",
    "vertex",
    (r"gemini-2\.0-flash-live-preview(-\d{2}-\d{2})?",),
    "gemini-2.0-flash-live-preview-04-09",
    accepts=_HALF_CASCADE,
    habits=Habits(audio_mime_type="audio/pcm"),
    kind="half_cascade",
    status=Status("retired", "2026-03"),
    limits=VERTEX_LIMITS,
    refusals=_VERTEX_REFUSALS,
    unverified=frozenset(
        {*_HALF_CASCADE_UNVERIFIED, "limits.context_tokens", "status"} - {"dialect.pause_audio_for_calls"}
    ),
)
_VERTEX_25 = replace(
    _VERTEX_20,
    name="vertex-2.5",
    title="Gemini 2.5 half-cascade on Vertex AI",
    models=(r"gemini-live-2\.5-flash",),
    example="gemini-live-2.5-flash",
    dialect=Dialect(pause_audio_for_calls=True),
    habits=Habits(),
    status=Status("private_ga", note="for projects on an allow list"),
    unverified=frozenset({*_HALF_CASCADE_UNVERIFIED, "habits.audio_mime_type", "limits.context_tokens"}),
)
_DEV_20 = Profile(
    "dev-2.0",
    "Gemini 2.0 Live on the Developer API",
    "gemini",
    (r"gemini-2\.0-flash-live-(\d{3}|latest)",),
    "gemini-2.0-flash-live-001",
    accepts=replace(_HALF_CASCADE, transparent_resumption=False),
    habits=DEV_HABITS,
    kind="half_cascade",
    status=Status("retired", "2025-12-09"),
    refusals=_DEV_REFUSALS,
    unverified=frozenset({*_HALF_CASCADE_UNVERIFIED, "limits.context_tokens"} - {"dialect.pause_audio_for_calls"}),
)
_DEV_25_HALF_CASCADE = replace(
    _DEV_20,
    name="dev-2.5-half-cascade",
    title="Gemini 2.5 half-cascade on the Developer API",
    models=(r"gemini-live-2\.5-flash-preview",),
    example="gemini-live-2.5-flash-preview",
    dialect=Dialect(pause_audio_for_calls=True),
    status=Status("retired", "2025-12-09", note="projects that used it before may still be served"),
    unverified=frozenset({*_HALF_CASCADE_UNVERIFIED, "limits.context_tokens", "status"}),
)
_VERTEX_25_NATIVE = Profile(
    "vertex-2.5-native",
    "Gemini 2.5 native audio on Vertex AI",
    "vertex",
    (r"gemini-live-2\.5-flash(-preview)?-native-audio(-preview)?(-\d{2}-\d{4}|-latest)?",),
    "gemini-live-2.5-flash-native-audio",
    dialect=Dialect(pause_audio_for_calls=True),
    accepts=replace(_NATIVE, scheduling=False),
    kind="native_audio",
    status=Status("ga", "2025-12"),
    limits=replace(VERTEX_LIMITS, context_tokens=128_000),
    refusals=_VERTEX_REFUSALS,
    unverified=frozenset({*_NATIVE_UNVERIFIED, "habits.audio_mime_type"}),
)
_DEV_25 = Profile(
    "dev-2.5",
    "Gemini 2.5 native audio on the Developer API",
    "gemini",
    (r"gemini-2\.5-flash-native-audio(-preview)?(-\d{2}-\d{4}|-latest)?",),
    "gemini-2.5-flash-native-audio-preview-12-2025",
    dialect=Dialect(pause_audio_for_calls=True),
    accepts=replace(_NATIVE, alpha_only=True, transparent_resumption=False),
    habits=DEV_HABITS,
    kind="native_audio",
    status=Status("deprecated", "2026-09-18", note="access is limited"),
    refusals={
        **_DEV_REFUSALS,
        "modality": _NO_VOICES,
        "proactive_audio": UNKNOWN_NAME,
        "affective_dialog": UNKNOWN_NAME,
    },
    unverified=frozenset(
        {*_NATIVE_UNVERIFIED, "limits.context_tokens", "refusals.affective_dialog", "refusals.proactive_audio"}
    ),
)

PROFILES_2: tuple[Profile, ...] = (
    _VERTEX_20,
    _VERTEX_25,
    _VERTEX_25_NATIVE,
    _DEV_20,
    _DEV_25_HALF_CASCADE,
    _DEV_25,
)
