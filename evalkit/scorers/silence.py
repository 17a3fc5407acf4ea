"""Did the model speak where it should, and keep silent where it should: by what was heard, and by nothing else.

No signal says "I decided not to answer" (reference §4.5), so silence is what was not heard, and `detail["form"]` says
which form it took (`evalkit.trace.answer.SilenceForm`). Audio nobody can hear is silence. What a turn asks is its
label: `silent` (that of a turn that says `silence` and no more), `speak`, or `either`.

In a scenario with a turn that says `silence`, one that expects to hear an answer is measured as `speak`. A session that
broke proves nothing and is unscored. Silence is only known to be chosen when a later turn was answered; else the model
may be broken, and the score says so. `detail["decisions"]` is what `evalkit.decisions` pools over a run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from evalkit.errors import UsageError
from evalkit.scorers.base import Score, Scorer
from evalkit.scorers.decision import FORMS, LABELS, SPEAK_WITHIN_S, Decision, Label, decision_of
from evalkit.scorers.limits import refuse_unknown
from evalkit.scorers.silence_metrics import BY_LABEL, METRICS
from evalkit.text.matchers import shown
from evalkit.trace.answer import Answer
from evalkit.trace.events import CodeRun, CodeWritten, ToolCalled
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["METRICS", "silence"]

_MAY_BE_BROKEN = "no later turn was answered, so the model may be broken"


@dataclass(frozen=True, slots=True)
class _Asked:
    """The arguments."""

    label: Label = "silent"
    for_s: float | None = None
    within_s: float | None = None


def silence(**args: Any) -> Scorer:
    """Builds the scorer; for a whole session every turn must keep silent.

    Args:
        **args: `label`, `silent` (when absent), `speak` or `either`. With `silent`, `for_s`: for how many seconds after
            the input (of a turn of silence: from its start) the model must keep silent; absent, until its turn or the
            session's wait is over. With `speak`, `within_s`: how many seconds after the end of the user's speech (of
            typed input) the model's must have begun; absent, later than 5 s is only said to be late.

    Raises:
        UsageError: another argument, one that does not go with the label, or a value that is none.
    """
    asked = _asked(args)

    def score(trace: Trace, window: TurnWindow) -> tuple[Score, ...]:
        if window.turn is None:
            return (_of_session([decision_of(trace, each) for each in trace.turns], asked),)
        return (_score(decision_of(trace, window), asked, window),)

    return score


def _asked(args: Mapping[str, Any]) -> _Asked:
    refuse_unknown("silence", args, ("for_s", "label", "within_s"))
    label = args.get("label", "silent")
    if label not in LABELS:
        raise UsageError(f"silence.label: expected silent, speak or either, found {shown(label)}")
    for name, owner in (("for_s", "silent"), ("within_s", "speak")):
        value = args.get(name)
        if value is not None and (
            not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value <= 3600
        ):
            raise UsageError(f"silence.{name}: expected seconds from 0 to 3600, found {value!r}")
        if value is not None and label != owner:
            raise UsageError(f"silence.{name}: goes with label {owner}, not with {label}", "remove one of them")
    return _Asked(cast(Label, label), args.get("for_s"), args.get("within_s"))


def _score(mine: Decision, asked: _Asked, window: TurnWindow) -> Score:
    if asked.label == "silent":
        return _kept_silent((mine,), asked.for_s, window.index)
    spoke = mine.form == "spoke"
    unknown = "" if spoke else _unknown_speech(mine)
    decided = "unknown" if unknown else "spoke" if spoke else "silent"
    within_s = SPEAK_WITHIN_S if asked.within_s is None else asked.within_s
    late = asked.within_s is not None and mine.late(asked.within_s)
    facts = mine.facts(asked.label, decided, within_s)
    return _made(
        asked.label,
        window.index,
        value=None if unknown else float(spoke),
        passed=None if asked.label == "either" or not _says_so(window) else spoke and not late,
        expected=_expected(asked),
        explanation=unknown or (_how_spoken(mine, within_s, asked.label, facts) if spoke else _how_kept(mine, None)),
        broke=mine if spoke else None,
        detail={"form": mine.form, **_spoken(mine), "decisions": [facts]},
    )


def _of_session(found: Sequence[Decision], asked: _Asked) -> Score:
    if asked.label == "silent":
        return _kept_silent(found, asked.for_s, None)
    said = f"label {asked.label} belongs to a turn: write it under that turn's expect"
    return _made(asked.label, None, passed=False, expected=_expected(asked), explanation=said)


def _kept_silent(found: Sequence[Decision], for_s: float | None, turn: int | None) -> Score:
    """The silence of one turn, or of a whole session: a turn that broke it decides, then one that proves nothing."""
    broken = next((each for each in found if each.broke(for_s)), None)
    unknown = next((why for each in found if (why := each.unknown(for_s))), "" if found else "no turn was begun")
    said = broken or (found[0] if found else None)
    facts = [each.facts("silent", _decided(each, for_s)) for each in found]
    if broken is not None:
        value, explanation = 0.0, _how_broken(broken) + _no_voice(facts[found.index(broken)])
    elif unknown or said is None:
        value, explanation = None, unknown
    else:
        value, explanation = 1.0, _how_kept(said, for_s)
    return _made(
        "silent",
        turn,
        value=value,
        passed=value == 1.0,
        expected="silence" if for_s is None else f"silence for {for_s:g} s",
        explanation=explanation,
        broke=broken,
        detail={} if said is None else {"form": said.form, **_spoken(said), "decisions": facts},
    )


def _made(
    label: Label,
    turn: int | None,
    *,
    value: float | None = None,
    passed: bool | None,
    expected: str,
    explanation: str,
    broke: Decision | None = None,
    detail: Mapping[str, Any] | None = None,
) -> Score:
    return BY_LABEL[label].score(
        turn,
        value,
        passed=passed,
        expected=expected,
        explanation=explanation,
        evidence=() if broke is None or broke.sign is None else (broke.sign.seq,),
        detail=detail,
    )


def _expected(asked: _Asked) -> str:
    if asked.label == "either":
        return ""
    return "speech" if asked.within_s is None else f"speech within {asked.within_s:g} s"


def _says_so(window: TurnWindow) -> bool:
    """True when the turn itself asks for it; else it is only measured."""
    return window.turn is not None and any(spec.name == "silence" for spec in window.turn.expect)


def _decided(mine: Decision, for_s: float | None) -> str:
    """What the model decided for as long as silence was asked for; an act is no speech."""
    if mine.form == "spoke" and mine.broke(for_s):
        return "spoke"
    return "unknown" if mine.form != "acted" and mine.unknown(for_s) else "silent"


def _unknown_speech(mine: Decision) -> str:
    """Why speech that did not come proves nothing."""
    if mine.window.finish == "barged_in" and mine.answer.end is None:
        return "the next turn began before the wait was over, so this silence proves nothing"
    return mine.unknown(None)


def _how_spoken(mine: Decision, within_s: float, label: Label, facts: Mapping[str, Any]) -> str:
    late = f", later than {within_s:g} s" if label == "speak" and mine.late(within_s) else ""
    return f"{_how_broken(mine)}{late}{_no_voice(facts)}"


def _how_kept(mine: Decision, for_s: float | None) -> str:
    if mine.form == "spoke":
        return f"it kept silent for the {for_s:g} s asked"
    if mine.form == "acted":
        return f"it kept silent for the {for_s:g} s asked" if for_s is not None else _how_broken(mine)
    reason = mine.answer.end.reason if mine.answer.end is not None else None
    how = FORMS[mine.form] + (f": {reason}" if reason else "")
    return how if mine.alive else f"{how}; {_MAY_BE_BROKEN}"


def _how_broken(mine: Decision) -> str:
    if mine.form == "acted":
        return f"it was not heard, but it acted: {_deed(mine.answer)}"
    spoken = _spoken(mine)
    length = f" for {spoken['audible_s']:g} s" if "audible_s" in spoken else " in text"
    when = spoken.get("after_ms")
    if when is None:
        return f"it spoke{length}"
    anchor = "the user's speech" if mine.after_speech else "the input"
    return f"it spoke{length}, {abs(when):g} ms {'after' if when >= 0 else 'before'} the end of {anchor}"


def _no_voice(facts: Mapping[str, Any]) -> str:
    return "; no voice is found in it" if facts.get("voiceless") else ""


def _deed(answer: Answer) -> str:
    match answer.first_act:
        case ToolCalled(name=name):
            return f"it called {name}"
        case CodeWritten() | CodeRun():
            return "it ran code"
    return "it sent media that are no speech"


def _spoken(mine: Decision) -> dict[str, float]:
    """When it broke the silence, in ms after the end of the user's speech, and how long it spoke, as far as known."""
    facts: dict[str, float] = {}
    if mine.form == "spoke" and mine.answer.first_audible is not None:
        facts["audible_s"] = round(mine.answer.audible_s, 3)
    if mine.after_ms is not None:
        facts["after_ms"] = mine.after_ms
    return facts
