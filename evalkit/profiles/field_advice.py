"""Advice on the fields of `setup` beside `generationConfig` and `tools` (reference §2.1, §2.4, §2.6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evalkit.profiles.asked import Advice, Asked

__all__ = ["BACKEND_TITLES", "field_advice"]

BACKEND_TITLES: Mapping[str, str] = {"vertex": "Vertex AI", "gemini": "the Developer API"}
_VERTEX_ONLY = (("explicitVadSignal",), ("labels",), ("generationConfig", "modelConfig"))


def field_advice(asked: Asked) -> Iterator[Advice]:
    """Yields advice on proactivity, the backend's own fields, avatar, transcription, history and context."""
    yield from _proactivity(asked)
    yield from _of_the_other_backend(asked)
    yield from _transparent(asked)
    yield from _explicit_vad(asked)
    yield from _avatar(asked)
    yield from _transcription(asked)
    yield from _context(asked)


def _proactivity(asked: Asked) -> Iterator[Advice]:
    whole, found = asked.at("proactivity"), asked.at("proactivity", "proactiveAudio")
    title, support = asked.profile.title, asked.profile.accepts.proactive_audio
    if whole is None:
        return
    if support == "no":
        problem = f"{title} has no proactive audio{asked.silenced('proactive_audio')}"
        yield asked.refused("proactive_audio", whole[0], problem, "remove it")
    elif support == "always" and found and found[1] is False:
        problem = f"proactive audio cannot be switched off in {title}"
        yield asked.refused("proactive_audio", found[0], problem, "remove proactivity")
    elif support == "always":
        problem = f"proactive audio is always on in {title}"
        yield Advice(whole[0], problem, "leave proactivity out: it may be refused", "warning")
    else:
        yield from asked.alpha_only("proactive_audio", whole[0])


def _of_the_other_backend(asked: Asked) -> Iterator[Advice]:
    if asked.profile.backend != "gemini":
        return
    for names in _VERTEX_ONLY:
        found = asked.at(*names)
        if found:
            problem = f"{BACKEND_TITLES['gemini']} does not know it; {BACKEND_TITLES['vertex']} does"
            yield asked.refused("backend_field", found[0], problem, "remove it")


def _transparent(asked: Asked) -> Iterator[Advice]:
    found = asked.at("sessionResumption", "transparent")
    if found and not asked.profile.accepts.transparent_resumption:
        problem = f"{asked.profile.title} does not know it; {BACKEND_TITLES['vertex']} does"
        yield asked.refused("transparent_resumption", found[0], problem, "remove it", "accepts.transparent_resumption")


def _explicit_vad(asked: Asked) -> Iterator[Advice]:
    found = asked.at("explicitVadSignal")
    if found and found[1] is True and asked.profile.backend == "vertex":
        yield Advice(found[0], "it is for projects on an allow list", "remove it if the setup is refused", "warning")


def _avatar(asked: Asked) -> Iterator[Advice]:
    found = asked.at("avatarConfig")
    if found and not asked.profile.accepts.avatar:
        hint = "remove it, or use gemini-3.8-live on Vertex AI"
        yield asked.refused("avatar", found[0], f"{asked.profile.title} has no avatar", hint)


def _transcription(asked: Asked) -> Iterator[Advice]:
    for names in (("inputAudioTranscription",), ("outputAudioTranscription",)):
        found = asked.at(*names)
        if found and found[1] and not asked.profile.accepts.transcription_options:
            problem = f"{asked.profile.title} may refuse options of a transcription"
            yield Advice(found[0], problem, "write {} if the setup is refused", "warning", "transcription_options")
    found = asked.at("generationConfig", "audioTranscriptionConfig")
    if found and asked.profile.kind != "transcription":
        problem = f"it is for models that transcribe, which {asked.profile.title} does not"
        yield Advice(found[0], problem, "use input_audio_transcription directly under setup", "warning")


def _context(asked: Asked) -> Iterator[Advice]:
    found, window = asked.at("contextWindowCompression", "triggerTokens"), asked.profile.limits.context_tokens
    if found and str(found[1]).isdecimal() and int(found[1]) > window:
        problem = f"the context of {asked.profile.title} holds {window:,} tokens, so this is never reached"
        yield Advice(found[0], problem, "give fewer tokens, or remove it", "warning")
