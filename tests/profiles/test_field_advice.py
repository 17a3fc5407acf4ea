"""What is said of the fields of `setup` beside `generationConfig` and `tools` before each model, in words."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.profiles.saying import AUDIO, said


@pytest.mark.parametrize(
    ("profile", "setup", "line"),
    [
        (
            "dev-3.1",
            {**AUDIO, "proactivity": {}},
            "error setup.proactivity: T has no proactive audio, and answers such a setup with silence; remove it",
        ),
        (
            "dev-3.8",
            {**AUDIO, "proactivity": {"proactiveAudio": False}},
            "error setup.proactivity.proactiveAudio: proactive audio cannot be switched off in T; remove proactivity",
        ),
        (
            "vertex-3.8",
            {**AUDIO, "proactivity": {"proactive_audio": True}},
            "warning setup.proactivity: proactive audio is always on in T; leave proactivity out: it may be refused",
        ),
        (
            "dev-2.5",
            {**AUDIO, "proactivity": {"proactive_audio": True}},
            "warning setup.proactivity: T takes it in API version v1alpha only; set EVALKIT_GEMINI_API_VERSION=v1alpha",
        ),
        (
            "dev-3.8",
            {**AUDIO, "labels": {"a": "b"}},
            "error setup.labels: the Developer API does not know it; Vertex AI does; remove it",
        ),
        (
            "dev-3.8",
            {**AUDIO, "session_resumption": {"transparent": True}},
            "error setup.session_resumption.transparent: T does not know it; Vertex AI does; remove it",
        ),
        (
            "vertex-3.8",
            {**AUDIO, "explicit_vad_signal": True},
            "warning setup.explicit_vad_signal: it is for projects on an allow list; remove it if the setup is refused",
        ),
        (
            "dev-3.8",
            {**AUDIO, "avatar_config": {"avatar_name": "A"}},
            "error setup.avatar_config: T has no avatar; remove it, or use gemini-3.8-live on Vertex AI",
        ),
        (
            "vertex-2.5",
            {**AUDIO, "input_audio_transcription": {"diarization": True}},
            "warning setup.input_audio_transcription: T may refuse options of a transcription; "
            "write {} if the setup is refused",
        ),
        (
            "dev-3.8",
            {**AUDIO, "context_window_compression": {"trigger_tokens": "200000"}},
            "warning setup.context_window_compression.trigger_tokens: the context of T holds 131,072 tokens, "
            "so this is never reached; give fewer tokens, or remove it",
        ),
    ],
)
def test_in_words(profile: str, setup: Mapping[str, Any], line: str) -> None:
    assert said(profile, setup) == [line]
