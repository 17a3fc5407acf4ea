"""Advice on a scenario's turns: how long they take, how they end, and what silence asks of a model."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.profiles.asked import Advice, Asked
from evalkit.scenario.model import SilenceInput, TextInput

__all__ = ["least_length_s", "session_advice"]


def session_advice(asked: Asked) -> Iterator[Advice]:
    """Yields advice on length, end of speech, history, typed turns and expected silence."""
    yield from _length(asked)
    yield from _audio_end(asked)
    yield from _history(asked)
    yield from _typed(asked)
    yield from _silence(asked)


def least_length_s(asked: Asked) -> float:
    """Returns what the user and the waiting take at least, in seconds; answers and what is not known count as 0."""
    if asked.scenario is None:
        return 0.0
    length_s = 0.0
    for turn in asked.scenario.turns:
        if isinstance(turn.user, SilenceInput):
            length_s += turn.user.duration_s
        else:
            waited_s = asked.scenario.timeouts.silence_s if turn.expects_silence else 0.0
            length_s += asked.spoken_s.get(turn.index, 0.0) + waited_s
        length_s += turn.start.delay_ms / 1000 if turn.index else 0.0
    return length_s


def _length(asked: Asked) -> Iterator[Advice]:
    limits, title, length_s = asked.profile.limits, asked.profile.title, least_length_s(asked)
    shows = asked.scenario is not None and any(turn.video for turn in asked.scenario.turns)
    most_s = limits.video_session_s if shows else limits.audio_session_s
    lasts = f"the user alone takes {_minutes(length_s)}"
    if length_s > most_s and asked.at("contextWindowCompression") is None:
        kind = "with video " if shows else ""
        problem = f"{lasts}, and a session {kind}of {title} ends after {_minutes(most_s)} without compression"
        yield Advice(("turns",), problem, "add context_window_compression: {sliding_window: {}} to setup", "warning")
    if length_s > limits.connection_s and asked.at("sessionResumption") is None:
        problem = f"{lasts}, and a connection ends after {_minutes(limits.connection_s)}"
        yield Advice(("turns",), problem, "add session_resumption: {} to setup", "warning")


def _minutes(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if rest else f"{minutes} min"


def _audio_end(asked: Asked) -> Iterator[Advice]:
    scenario, habits = asked.scenario, asked.profile.habits
    known = not asked.profile.doubts("habits.stream_end_ends_turn")
    if scenario and scenario.audio_end == "stream_end" and not habits.stream_end_ends_turn and known:
        problem = f"{asked.profile.title} ends no turn at audioStreamEnd"
        yield Advice(("audio", "end"), problem, "write tail, or remove it", "warning")


def _history(asked: Asked) -> Iterator[Advice]:
    found = asked.at("historyConfig", "initialHistoryInClientContent")
    if found and found[1] is True and asked.scenario is not None:
        problem = "the first typed turn becomes history and gets no answer"
        if asked.profile.dialect.text_turns == "realtime_text":
            problem = "the server waits for a history, and a scenario sends none"
        yield Advice(found[0], problem, "remove history_config", "warning")


def _typed(asked: Asked) -> Iterator[Advice]:
    if asked.profile.kind not in ("transcription", "translation") or asked.scenario is None:
        return
    for turn in asked.scenario.turns:
        if isinstance(turn.user, TextInput):
            problem = f"{asked.profile.title} listens, and a typed turn may get no answer"
            yield Advice(("turns", turn.index, "text"), problem, "say it", "warning")


def _silence(asked: Asked) -> Iterator[Advice]:
    """Silence is proactive audio: a model without it answers whatever it hears (reference §2.6, §4.5)."""
    support, title = asked.profile.accepts.proactive_audio, asked.profile.title
    on = asked.at("proactivity", "proactiveAudio")
    if asked.scenario is None or support == "always" or (support == "opt_in" and on and on[1] is True):
        return
    hint = "add proactivity: {proactive_audio: true} to setup" if support == "opt_in" else "use gemini-3.8-live"
    for turn in asked.scenario.turns:
        heard = not isinstance(turn.user, SilenceInput)
        if heard and any(spec.name == "silence" for spec in turn.expect):
            problem = f"without proactive audio {title} answers whatever it hears"
            yield Advice(("turns", turn.index, "expect", "silence"), problem, hint, "warning")
