"""To speak or to keep silent: what a turn asks of the model, what the model did, and whether it was there to decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from evalkit.media.activity import first_audible
from evalkit.media.integrity import finds_voice
from evalkit.scenario.model import Scenario, SilenceInput, Turn
from evalkit.scorers.answer_audio import answer_audio
from evalkit.trace.answer import Answer, SilenceForm, answer_of, asks_for_text, silence_form
from evalkit.trace.events import Event, TextReceived
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["FORMS", "LABELS", "SPEAK_WITHIN_S", "Decision", "Label", "decision_of", "must_speak"]

Label: TypeAlias = Literal["silent", "speak", "either"]
"""What a turn asks: that the model keeps silent, that it speaks, or neither."""
LABELS: tuple[Label, ...] = ("silent", "speak", "either")
SPEAK_WITHIN_S = 5.0
"""Speech that begins later after the user's is late: the response deadline of OpenAI's duplex metric contract v2, a
policy and no law of nature."""

FORMS: Mapping[SilenceForm, str] = {
    "timeout": "nothing came until the wait was over",
    "empty_turn": "the turn ended without content",
    "empty_turn_reason": "the turn ended without content",
    "text_only": "text came, and no audio",
    "inaudible_audio": "audio came that nobody can hear",
}
"""Each form of silence in words; a reason that came with it follows."""

_WAITED = ("silence", "no_response", "gap", "turn_timeout", "barged_in", "turn_complete")
"""Ends of a turn at which it was known that nothing more was to come in it."""
_LEAST_VOICE_S, _SEARCHED_S = 0.2, 2.0
# A millisecond of grace: the session's own timer ends the wait.
_GRACE_S = 0.001


@dataclass(frozen=True, slots=True)
class Decision:
    """One turn's speech or silence, and the facts it is judged by."""

    window: TurnWindow
    answer: Answer
    form: SilenceForm
    alive: bool
    """True when a later turn was answered, aloud or by an act: then a silence was chosen, and is no broken model."""

    @property
    def quiet_from_t(self) -> float | None:
        """Where silence begins: at the end of the input; a turn of silence is silent from its start."""
        turn = self.window.turn
        if turn is not None and isinstance(turn.user, SilenceInput):
            return self.window.started_t
        return self.window.input_ended_t

    @property
    def sign(self) -> Event | None:
        """The event that broke the silence."""
        match self.form:
            case "spoke":
                return self.answer.first_audible or next(iter(self.window.of(TextReceived)), None)
            case "acted":
                return self.answer.first_act
        return None

    @property
    def sign_t(self) -> float | None:
        """When it was heard, or came."""
        if self.form == "spoke" and self.answer.first_audible_t is not None:
            return self.answer.first_audible_t
        return None if self.sign is None else self.sign.t

    @property
    def after_speech(self) -> bool:
        """True where `after_ms` counts from the last sample of the user's speech, as latency does."""
        return self.window.speech_ended_t is not None

    @property
    def after_ms(self) -> float | None:
        """When it broke the silence, from the end of the user's speech, else of the input.

        Below 0 when that was before the user had finished; None without times.
        """
        ended_t = self.window.speech_ended_t if self.after_speech else self.window.input_ended_t
        if self.sign_t is None or ended_t is None:
            return None
        return round((self.sign_t - ended_t) * 1000, 3)

    @property
    def waited_ms(self) -> float | None:
        """For how long nothing was heard: from where `after_ms` counts to the end of the model's turn, or of the wait.

        None when it spoke, and without times.
        """
        ended_t = self.window.speech_ended_t if self.after_speech else self.window.input_ended_t
        over_t = self.window.finished_t if self.answer.end is None else self.answer.end.t
        if self.form == "spoke" or ended_t is None or over_t is None:
            return None
        return round((over_t - ended_t) * 1000, 3)

    @property
    def voiceless(self) -> bool:
        """True when the first 2 s that were heard have no voice in them: noise, a tone, a chime.

        False where less than 0.2 s were heard, which do not tell. Costs some milliseconds.
        """
        audio = answer_audio(self.window) if self.answer.first_audible is not None else None
        if audio is None:
            return False
        start = first_audible(audio.samples, audio.rate_hz) or 0
        heard = audio.samples[start : start + round(_SEARCHED_S * audio.rate_hz)]
        return len(heard) >= _LEAST_VOICE_S * audio.rate_hz and not finds_voice(heard, audio.rate_hz)

    def broke(self, for_s: float | None) -> bool:
        """True when it spoke or acted; with `for_s`, within that time, or at a time not known."""
        if self.form not in ("spoke", "acted"):
            return False
        quiet_from_t, sign_t = self.quiet_from_t, self.sign_t
        return for_s is None or quiet_from_t is None or sign_t is None or sign_t - quiet_from_t < for_s

    def unknown(self, for_s: float | None) -> str:
        """Why an unbroken silence proves nothing; empty when it does prove something."""
        window = self.window
        if self.answer.end is not None:
            return ""
        if window.finish not in _WAITED:
            closed = "the connection closed" if window.finish == "closed" else "the recording ends"
            return f"{closed} before the wait was over, so this silence proves nothing"
        if for_s is None or self.quiet_from_t is None or window.finished_t is None:
            return ""
        watched_s = window.finished_t - self.quiet_from_t
        return "" if watched_s >= for_s - _GRACE_S else f"only {watched_s:.3g} of {for_s:g} s were waited for"

    def late(self, within_s: float) -> bool:
        """True when speech came, and came later than that; False when its time is not known."""
        return self.form == "spoke" and self.after_ms is not None and self.after_ms > within_s * 1000

    def facts(self, label: Label, decided: str, within_s: float = SPEAK_WITHIN_S) -> dict[str, Any]:
        """What a table of decisions is made of, as JSON; `decided` is spoke, silent or unknown."""
        return {
            "turn": self.window.index,
            "label": label,
            "decided": decided,
            "form": self.form,
            "after_ms": self.after_ms if self.form == "spoke" else None,
            "late": label == "speak" and self.late(within_s),
            "alive": self.alive,
            **({} if self.waited_ms is None else {"waited_ms": self.waited_ms}),
            **({"voiceless": True} if self.voiceless else {}),
        }


def decision_of(trace: Trace, window: TurnWindow) -> Decision:
    """Returns the decision of one turn of the trace."""
    answer = answer_of(window)
    form = silence_form(answer, window, text_speaks=asks_for_text(trace))
    later = (each for each in trace.turns if (each.index or 0) > (window.index or 0))
    return Decision(window, answer, form, any(_answered(trace, each) for each in later))


def _answered(trace: Trace, window: TurnWindow) -> bool:
    return silence_form(answer_of(window), window, text_speaks=asks_for_text(trace)) in ("spoke", "acted")


def must_speak(scenario: Scenario, turn: Turn) -> bool:
    """Returns True for a turn that expects to hear an answer, in a scenario whose other turns expect silence.

    A turn that names `silence` itself says what it asks.
    """
    if not any(spec.name == "silence" for each in scenario.turns for spec in each.expect):
        return False
    return not turn.expects_silence and any(_to_be_heard(turn))


def _to_be_heard(turn: Turn) -> Iterator[bool]:
    for spec in turn.expect:
        match spec.name:
            case "latency":
                yield any("audio" in name or "audible" in name or "voice" in name for name in spec.args)
            case "transcript":
                yield spec.args.get("of", "output") != "input" and _wants(spec.args)


def _wants(args: Mapping[str, Any]) -> bool:
    return any(args.get(name) is not None for name in ("contains", "matches"))
