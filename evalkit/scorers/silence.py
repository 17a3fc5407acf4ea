"""Did the model keep silent where it should: nothing audible until its turn is over or the wait is.

No signal says "I decided not to answer" (reference §4.5), so silence is what was not heard, and `detail["form"]` says
which form it took (`evalkit.trace.answer.SilenceForm`). Audio nobody can hear is silence; a tool call is not. A session
that broke proves nothing and is unscored.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from evalkit.errors import UsageError
from evalkit.scenario.model import SilenceInput
from evalkit.scorers.base import Score, Scorer
from evalkit.scorers.limits import refuse_unknown
from evalkit.trace.answer import Answer, SilenceForm, answer_of, asks_for_text, silence_form
from evalkit.trace.events import Event, TextReceived
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["silence"]

_VERSION = 1
_FORMS = {
    "timeout": "nothing came until the wait was over",
    "empty_turn": "the turn ended without content",
    "empty_turn_reason": "the turn ended without content",
    "text_only": "text came, and no audio",
    "inaudible_audio": "audio came that nobody can hear",
}
_WAITED = ("silence", "no_response", "gap", "turn_timeout", "barged_in", "turn_complete")
"""Ends of a turn at which it was known that nothing more was to come in it."""


@dataclass(frozen=True, slots=True)
class _Turn:
    """One turn's silence, and the facts it is judged by."""

    window: TurnWindow
    answer: Answer
    form: SilenceForm

    @property
    def quiet_from_t(self) -> float | None:
        """Where the silence begins: at the end of the input; a turn of silence is silent from its start."""
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
                return self.answer.first_tool_call
        return None

    @property
    def sign_t(self) -> float | None:
        if self.form == "spoke" and self.answer.first_audible_t is not None:
            return self.answer.first_audible_t
        return None if self.sign is None else self.sign.t


def silence(**args: Any) -> Scorer:
    """Builds the scorer.

    Args:
        **args: `for_s`, for how many seconds after the input (of a turn of silence: from its start) the model must keep
            silent; absent, until its turn or the session's wait is over.

    Raises:
        UsageError: another argument, or `for_s` is not a positive number.
    """
    refuse_unknown("silence", args, ("for_s",))
    for_s = args.get("for_s")
    if for_s is not None and (not isinstance(for_s, int | float) or isinstance(for_s, bool) or not 0 < for_s <= 3600):
        raise UsageError(f"silence.for_s: expected seconds from 0 to 3600, found {for_s!r}")

    def score(trace: Trace, window: TurnWindow) -> tuple[Score, ...]:
        windows = (window,) if window.turn is not None else trace.turns
        turns = [_turn(trace, each) for each in windows]
        return (_score(window, turns, None if for_s is None else float(for_s)),)

    return score


def _turn(trace: Trace, window: TurnWindow) -> _Turn:
    answer = answer_of(window)
    return _Turn(window, answer, silence_form(answer, window, text_speaks=asks_for_text(trace)))


def _score(window: TurnWindow, turns: list[_Turn], for_s: float | None) -> Score:
    """The silence of one turn, or of a whole session: a turn that broke it decides, then one that proves nothing."""
    broken = next((turn for turn in turns if _broken(turn, for_s)), None)
    unknown = next((why for turn in turns if (why := _unknown(turn, for_s))), "" if turns else "no turn was begun")
    shown = broken or (turns[0] if turns else None)
    if broken is not None:
        value, explanation = 0.0, _how_broken(broken)
    elif unknown or shown is None:
        value, explanation = None, unknown
    else:
        value, explanation = 1.0, _how_kept(shown, for_s)
    return Score(
        scorer="silence",
        metric="kept_silent",
        version=_VERSION,
        turn=window.index,
        value=value,
        better="higher",
        passed=value == 1.0,
        expected="silence" if for_s is None else f"silence for {for_s:g} s",
        explanation=explanation,
        evidence=() if broken is None or broken.sign is None else (broken.sign.seq,),
        detail={} if shown is None else {"form": shown.form, **_spoken(shown)},
    )


def _broken(turn: _Turn, for_s: float | None) -> bool:
    if turn.form not in ("spoke", "acted"):
        return False
    quiet_from_t, sign_t = turn.quiet_from_t, turn.sign_t
    return for_s is None or quiet_from_t is None or sign_t is None or sign_t - quiet_from_t < for_s


def _unknown(turn: _Turn, for_s: float | None) -> str:
    """Why an unbroken silence proves nothing; empty when it does prove something."""
    window = turn.window
    if turn.answer.end is not None:
        return ""
    if window.finish not in _WAITED:
        closed = "the connection closed" if window.finish == "closed" else "the recording ends"
        return f"{closed} before the wait was over, so this silence proves nothing"
    if for_s is None or turn.quiet_from_t is None or window.finished_t is None:
        return ""
    watched_s = window.finished_t - turn.quiet_from_t
    # A millisecond of grace: the session's own timer ends the wait.
    return "" if watched_s >= for_s - 0.001 else f"only {watched_s:.3g} of {for_s:g} s were waited for"


def _how_kept(turn: _Turn, for_s: float | None) -> str:
    if turn.form in ("spoke", "acted"):
        return f"it kept silent for the {for_s:g} s asked" if for_s is not None else ""
    reason = turn.answer.end.reason if turn.answer.end is not None else None
    return _FORMS[turn.form] + (f": {reason}" if reason else "")


def _how_broken(turn: _Turn) -> str:
    if turn.form == "acted" and turn.answer.first_tool_call is not None:
        return f"it was not heard, but it acted: it called {turn.answer.first_tool_call.name}"
    facts = _spoken(turn)
    length = f" for {facts['audible_s']:g} s" if "audible_s" in facts else " in text"
    when = facts.get("after_ms")
    if when is None:
        return f"it spoke{length}"
    side = f"{when:g} ms after the end of the input" if when >= 0 else f"{-when:g} ms before the end of the input"
    return f"it spoke{length}, {side}"


def _spoken(turn: _Turn) -> dict[str, float]:
    """When speech began, in ms after the end of the input, and how long it lasted, as far as known."""
    facts: dict[str, float] = {}
    if turn.form == "spoke" and turn.answer.first_audible is not None:
        facts["audible_s"] = round(turn.answer.audible_s, 3)
    if turn.sign_t is not None and turn.window.input_ended_t is not None:
        facts["after_ms"] = round((turn.sign_t - turn.window.input_ended_t) * 1000, 3)
    return facts
