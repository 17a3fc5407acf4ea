"""Advice on `setup.generationConfig` (reference §2.2, §6.3)."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.profiles.asked import Advice, Asked

__all__ = ["generation_advice"]

_WORDS = "for the words add output_audio_transcription: {}"


def generation_advice(asked: Asked) -> Iterator[Advice]:
    """Yields advice on modalities, thinking, affective dialog, translation, language and misplaced fields."""
    yield from _modalities(asked)
    yield from _unasked_modality(asked)
    yield from _affective(asked)
    yield from _thinking_budget(asked)
    yield from _thinking_level(asked)
    yield from _translation(asked)
    yield from _language(asked)
    yield from _misplaced_transcription(asked)


def _modalities(asked: Asked) -> Iterator[Advice]:
    found, taken = asked.modalities(), asked.profile.accepts.modalities
    for path, modality in found:
        if modality not in taken:
            problem = f"{asked.profile.title} answers in {_either(taken)}, not in {modality}"
            hint = f"ask for {_either(taken)}" + (f"; {_WORDS}" if modality == "TEXT" else "")
            yield asked.refused("modality", path, problem, hint, "accepts.modalities")
        elif modality == "VIDEO" and asked.at("avatarConfig") is None:
            yield asked.refused("modality", path, "VIDEO needs an avatar", "add avatar_config to setup")
    if len(found) > 1:
        path = asked.nearest("generationConfig", "responseModalities")
        yield asked.refused("modality", path, "a session answers in one modality", "keep one of them")


def _either(modalities: frozenset[str]) -> str:
    return " or ".join(sorted(modalities))


def _unasked_modality(asked: Asked) -> Iterator[Advice]:
    """A session without a modality is spoken, or on half-cascade models of the Developer API empty (reference §4.2)."""
    if asked.modalities():
        return
    profile, path = asked.profile, asked.nearest("generationConfig", "responseModalities")
    if profile.accepts.modalities == {"TEXT"}:
        problem = f"{profile.title} answers in TEXT, and AUDIO is what a session has by default"
        yield Advice(path, problem, "add response_modalities: [TEXT] to generation_config", "warning")
    elif profile.kind == "half_cascade" and profile.backend == "gemini":
        problem = f"{profile.title} was seen to answer with nothing where no modality is asked for"
        yield Advice(path, problem, "add response_modalities to generation_config", "warning")


def _affective(asked: Asked) -> Iterator[Advice]:
    found = asked.at("generationConfig", "enableAffectiveDialog")
    if found is None:
        return
    if asked.profile.accepts.affective_dialog:
        yield from asked.alpha_only("affective_dialog", found[0])
    else:
        problem = f"{asked.profile.title} has no affective dialog{asked.silenced('affective_dialog')}"
        yield asked.refused("affective_dialog", found[0], problem, "remove it")


def _thinking_budget(asked: Asked) -> Iterator[Advice]:
    found, accepts = asked.at("generationConfig", "thinkingConfig", "thinkingBudget"), asked.profile.accepts
    if found and not accepts.thinking_budget:
        hint = "give thinking_level instead" if accepts.thinking_level != "no" else "remove it"
        yield asked.refused("thinking_budget", found[0], f"{asked.profile.title} takes no thinking budget", hint)


def _thinking_level(asked: Asked) -> Iterator[Advice]:
    path = ("generationConfig", "thinkingConfig", "thinkingLevel")
    found, title, accepts = asked.at(*path), asked.profile.title, asked.profile.accepts
    levels = ", ".join(level for level in ("MINIMAL", "LOW", "MEDIUM", "HIGH") if level in accepts.thinking_levels)
    if found is None:
        if accepts.thinking_level == "required":
            hint = f"add thinking_config: {{thinking_level: …}} to generation_config, one of {levels}"
            yield asked.refused("thinking_level", asked.nearest(*path), f"{title} needs a thinking level", hint)
    elif accepts.thinking_level == "no":
        hint = "give thinking_budget instead" if accepts.thinking_budget else "remove it"
        yield asked.refused("thinking_level", found[0], f"{title} takes no thinking level", hint)
    elif str(found[1]).upper() not in accepts.thinking_levels:
        yield asked.refused("thinking_level", found[0], f"{title} has no thinking level {found[1]}", f"use {levels}")
    elif accepts.thinking_level == "optional":
        problem = f"with a thinking level, {title} was seen to end turns without an answer"
        yield Advice(found[0], problem, "remove it if turns stay empty", "warning")


def _translation(asked: Asked) -> Iterator[Advice]:
    path = ("generationConfig", "translationConfig")
    found, profile = asked.at(*path), asked.profile
    if found is None:
        if profile.accepts.translation == "required":
            hint = "add translation_config: {target_language_code: …} to generation_config"
            yield asked.refused("translation", asked.nearest(*path), f"{profile.title} needs a target language", hint)
    elif profile.accepts.translation == "no":
        hint = "remove it, or use gemini-3.5-live-translate-preview"
        yield asked.refused("translation", found[0], f"{profile.title} does not translate", hint)
    elif asked.at(*path, "targetLanguageCode") is None:
        yield asked.refused("translation", found[0], "a translation needs its target", "add target_language_code")


def _language(asked: Asked) -> Iterator[Advice]:
    found = asked.at("generationConfig", "speechConfig", "languageCode")
    if found and asked.profile.kind == "native_audio" and asked.profile.backend == "gemini":
        problem = f"{asked.profile.title} chooses the language itself"
        yield Advice(found[0], problem, "name the language in system_instruction", "warning")


def _misplaced_transcription(asked: Asked) -> Iterator[Advice]:
    for name, spelled in _TRANSCRIPTIONS.items():
        found = asked.at("generationConfig", name)
        if found:
            problem = "a transcription inside generation_config is ignored or refused"
            yield Advice(found[0], problem, f"move {spelled} directly under setup", "warning", "transcription_place")


_TRANSCRIPTIONS = {
    "inputAudioTranscription": "input_audio_transcription",
    "outputAudioTranscription": "output_audio_transcription",
}
