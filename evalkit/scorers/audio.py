"""Did the answer's audio reach its listener whole: heard, a voice, to its end, and undamaged.

Frames that arrived say nothing of that: full-length answers come near-silent (reference §7, EX#40), end in mid-sentence
(js-genai#707) or get stuck in a tone (python-genai#2715). Each check has a number, measured on all the audio of the
turn (`evalkit.scorers.audio_metrics`), and a limit. What to know of them:

- `audible`: -50 dBFS at the least.
- `voice`: it does not know one voice from another, or from a crowd.
- `truncated`: 1 at the least. Most voices reach 2, so that an answer of which half is missing is found in two of three
  cases, and one of which a third is missing in few: a limit fitted to the voice, such as `{min: 1.5}`, finds more.
  A transcript that was itself cut (EX#26) hides it.
- `abrupt_end`: 6 dB at the least. A third of all cuts fall into a quiet moment and are not seen.
- `clipped`: 0.001 at the most. `dropouts`: none. One in four touches a pause and is not seen, nor are those that a
  decoder has filled.
- `sustained_tone`: 1.5 s at the most. `looped`: 0.5 s at the most. A sentence that is spoken again has another
  waveform, and is no loop.

Not expected unless named, for they need to know the voice:

- `rate_mistake`: no sign. It finds audio that plays three times too fast, half of what plays at twice or half its
  speed, and little at 1.5 times: there only `pitch`, with limits fitted to the voice, tells.
- `pitch`: 70 to 300 Hz. `bandwidth`: 7000 Hz at the least. Where 24 kHz audio stops at 8000 Hz, some part of the way
  had 16 kHz.

The shares were counted on clean speech that was damaged on purpose, and none of the clean was called damaged (tests).
What was interrupted, or cut off with its recording, is judged by the rest: there `truncated` and `abrupt_end` are
unscored. For the whole session the score is the worst turn, and a limit must hold for every turn that has audio.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evalkit.scorers.answer_audio import AnswerAudio, answer_audio, no_audio
from evalkit.scorers.audio_checks import CHECKS, Check, Finding
from evalkit.scorers.audio_metrics import METRICS
from evalkit.scorers.base import Score, Scorer
from evalkit.scorers.limits import Limit, parse_limit, refuse_unknown
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["METRICS", "audio"]

_ALWAYS_EXPECTED = "audible"
"""Of the checks that were not named, the one that an answer without audio misses."""
_COUNTS = ("part", "whole")


@dataclass(frozen=True, slots=True)
class _Expected:
    """A check that is on."""

    check: Check
    limit: Limit
    named: bool
    """True when the scenario names it: then having no data is missing it."""

    def verdict(self, value: float | None) -> bool | None:
        if value is None and not self.named and self.check.name != _ALWAYS_EXPECTED:
            return None
        return self.limit.verdict(value)


def audio(**args: Any) -> Scorer:
    """Builds the scorer.

    Args:
        **args: a check's name and true (expected, with its own limit), false (off), or a limit, `{max: …}`, `{min: …}`
            or both. What is not named is on, but for `rate_mistake`, `pitch` and `bandwidth`. An expectation that has
            no data is missed where it was named; of those that were not, only `audible` is.

    Raises:
        UsageError: an argument is no check, or its value neither true, false nor a limit.
    """
    refuse_unknown("audio", args, (check.name for check in CHECKS))
    expected = tuple(each for check in CHECKS if (each := _expected(check, args)) is not None)

    def score(trace: Trace, window: TurnWindow) -> tuple[Score, ...]:
        if window.turn is None:
            return _worst(trace, expected)
        heard = answer_audio(window)
        return tuple(_scored(each, _finding(each.check, heard, trace, window), heard, window) for each in expected)

    return score


def _expected(check: Check, args: Mapping[str, Any]) -> _Expected | None:
    asked = args.get(check.name, check.default)
    if isinstance(asked, bool):
        return _Expected(check, check.limit, check.name in args) if asked else None
    return _Expected(check, parse_limit("audio", check.name, asked, check.limit.unit), named=True)


def _finding(check: Check, heard: AnswerAudio | None, trace: Trace, window: TurnWindow) -> Finding:
    return Finding(None, no_audio(trace, window)) if heard is None else check.measure(heard)


def _scored(expected: _Expected, finding: Finding, heard: AnswerAudio | None, window: TurnWindow) -> Score:
    value = finding.value
    return expected.check.of_turn.score(
        window.index,
        value,
        passed=expected.verdict(value),
        expected=expected.limit.text,
        explanation=finding.explanation,
        evidence=_evidence(finding, heard),
        detail=finding.detail,
    )


def _evidence(finding: Finding, heard: AnswerAudio | None) -> tuple[int, ...]:
    if heard is None or finding.value is None:
        return ()
    return heard.at(*(finding.at_s or (0.0, heard.length_s)))


def _worst(trace: Trace, expected: tuple[_Expected, ...]) -> tuple[Score, ...]:
    """The worst turn of each check; the audio of each turn is put together once."""
    heard = [(window, audio) for window in trace.turns if (audio := answer_audio(window)) is not None]
    return tuple(_session_score(each, heard) for each in expected)


def _session_score(expected: _Expected, heard: list[tuple[TurnWindow, AnswerAudio]]) -> Score:
    found = [(window, audio, expected.check.measure(audio)) for window, audio in heard]
    scored = [each for each in found if each[2].value is not None]
    worst = max(scored, key=lambda each: _badness(expected, each[2].value or 0.0), default=None)
    value = None if worst is None else worst[2].value
    missed = [window.index or 0 for window, _, finding in scored if not expected.limit.verdict(finding.value)]
    return expected.check.worst.score(
        None,
        value,
        passed=expected.verdict(value),
        expected=expected.limit.text,
        explanation=_session_explanation(found, worst, missed),
        evidence=() if worst is None else _evidence(worst[2], worst[1]),
        # A worst share is no sum of parts.
        detail={} if worst is None else {key: each for key, each in worst[2].detail.items() if key not in _COUNTS},
    )


def _badness(expected: _Expected, value: float) -> float:
    """How far a value is on the wrong side of its limit, negative on the right one; of two sides, the worse."""
    low, high = expected.limit.min, expected.limit.max
    return max(-math.inf if low is None else low - value, -math.inf if high is None else value - high)


def _session_explanation(
    found: list[tuple[TurnWindow, AnswerAudio, Finding]],
    worst: tuple[TurnWindow, AnswerAudio, Finding] | None,
    missed: list[int],
) -> str:
    if worst is None:
        return found[0][2].explanation if found else "no turn has audio"
    turn = (worst[0].index or 0) + 1
    scored = sum(finding.value is not None for _, _, finding in found)
    said = f"missed in turn {', '.join(str(index + 1) for index in missed)}; " if missed else ""
    which = f"the worst of {scored} turns is turn {turn}" if scored > 1 else f"turn {turn} alone has a value"
    return said + which + (f": {worst[2].explanation}" if worst[2].explanation else "")
