"""What is said of `setup.generationConfig` before each model, in words."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.profiles.saying import AUDIO, generation, said

LEVELS = "add thinking_config: {thinking_level: …} to generation_config, one of LOW, MEDIUM, HIGH"
WORDS = "for the words add output_audio_transcription: {}"


@pytest.mark.parametrize(
    ("profile", "setup", "line"),
    [
        (
            "vertex-2.5-native",
            {"generationConfig": {"responseModalities": ["text"]}},
            "error setup.generationConfig.responseModalities.0: T answers in AUDIO, not in TEXT; "
            f"ask for AUDIO; {WORDS}",
        ),
        (
            "dev-transcribe",
            AUDIO,
            "warning setup.generation_config.response_modalities.0: T answers in TEXT, not in AUDIO; ask for TEXT",
        ),
        (
            "vertex-2.5",
            {"generation_config": {"response_modalities": ["TEXT", "AUDIO"]}},
            "error setup.generation_config.response_modalities: a session answers in one modality; keep one of them",
        ),
        (
            "vertex-3.8",
            {"generation_config": {"response_modalities": ["VIDEO"]}},
            "error setup.generation_config.response_modalities.0: VIDEO needs an avatar; add avatar_config to setup",
        ),
        (
            "dev-2.5-half-cascade",
            {},
            "warning setup: T was seen to answer with nothing where no modality is asked for; "
            "add response_modalities to generation_config",
        ),
        (
            "dev-3.1",
            generation(enable_affective_dialog=False),
            "error setup.generation_config.enable_affective_dialog: T has no affective dialog, "
            "and answers such a setup with silence; remove it",
        ),
        (
            "dev-3.8",
            generation(thinking_config={"thinking_level": "LOW"}),
            "error setup.generation_config.thinking_config.thinking_level: T takes no thinking level; remove it",
        ),
        (
            "vertex-2.5-native",
            generation(thinking_config={"thinking_level": "LOW"}),
            "error setup.generation_config.thinking_config.thinking_level: T takes no thinking level; "
            "give thinking_budget instead",
        ),
        (
            "dev-3.1",
            generation(thinking_config={"thinking_budget": 0}),
            "warning setup.generation_config.thinking_config.thinking_budget: T takes no thinking budget; "
            "give thinking_level instead",
        ),
        (
            "dev-3.1",
            generation(thinking_config={"thinking_level": "high"}),
            "warning setup.generation_config.thinking_config.thinking_level: "
            "with a thinking level, T was seen to end turns without an answer; remove it if turns stay empty",
        ),
        ("dev-extended-thinking", AUDIO, f"error setup.generation_config: T needs a thinking level; {LEVELS}"),
        (
            "dev-extended-thinking",
            generation(thinking_config={"thinking_level": "MINIMAL"}),
            "error setup.generation_config.thinking_config.thinking_level: T has no thinking level MINIMAL; "
            "use LOW, MEDIUM, HIGH",
        ),
        (
            "dev-3.8",
            generation(translation_config={"target_language_code": "fr"}),
            "error setup.generation_config.translation_config: T does not translate; "
            "remove it, or use gemini-3.5-live-translate-preview",
        ),
        (
            "dev-translate",
            AUDIO,
            "warning setup.generation_config: T needs a target language; "
            "add translation_config: {target_language_code: …} to generation_config",
        ),
        (
            "dev-translate",
            generation(translation_config={}),
            "warning setup.generation_config.translation_config: a translation needs its target; "
            "add target_language_code",
        ),
        (
            "dev-3.8",
            generation(speech_config={"language_code": "fr-FR"}),
            "warning setup.generation_config.speech_config.language_code: T chooses the language itself; "
            "name the language in system_instruction",
        ),
        (
            "dev-3.8",
            generation(input_audio_transcription={}),
            "warning setup.generation_config.input_audio_transcription: a transcription inside generation_config "
            "is ignored or refused; move input_audio_transcription directly under setup",
        ),
        (
            "dev-3.8",
            generation(audio_transcription_config={}),
            "warning setup.generation_config.audio_transcription_config: it is for models that transcribe, "
            "which T does not; use input_audio_transcription directly under setup",
        ),
    ],
)
def test_in_words(profile: str, setup: Mapping[str, Any], line: str) -> None:
    assert said(profile, setup) == [line]
