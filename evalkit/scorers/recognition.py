"""Whether the audio of an answer says what its transcript says, by what a speech recogniser heard in it.

The transcript of a native-audio model is made beside the audio, not from it: either can be cut short, or belong to
another answer, and no measure of the one tells. A recogniser listens once and what it wrote down is kept beside the
recording; this compares it, and so needs no engine. What it finds is the model's fault and the recogniser's together,
and no small number means anything: docs/recognition.md holds what the engine gets wrong where nothing is wrong. It
never decides that a model stayed silent, for an engine may write words into silence: that is `silence` and `heard`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from evalkit.errors import UsageError
from evalkit.scorers.base import Score, Scorer
from evalkit.scorers.limits import Limit, parse_limits, refuse_unknown
from evalkit.scorers.question import Question
from evalkit.scorers.recognition_alignment import Fitted
from evalkit.scorers.recognition_comparison import Listened, NotListened, listened, questions_of
from evalkit.scorers.recognition_metrics import BY_NAME, FEWEST_WORDS, LEAST_HEARD, METRICS, OTHER_WORDS, WORD_COUNTS
from evalkit.scorers.spoken import quoted
from evalkit.scorers.word_errors import ErrorCounts, pooled
from evalkit.text.matchers import shown
from evalkit.text.normalize import Normalizer, normalizer
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["METRICS", "questions", "recognition"]

_COUNTS: Final[Mapping[str, tuple[Callable[[Fitted], int], str]]] = {
    "unspoken_head": (lambda fit: fit.head, "missing at the transcript's beginning"),
    "unspoken_tail": (lambda fit: fit.tail, "missing at the transcript's end"),
    "unspoken_gap": (lambda fit: fit.gap, "missing in a row inside the transcript"),
    "untranscribed_words": (lambda fit: fit.extra, "heard in a row that the transcript lacks"),
}
"""How each count is read, and what is said after the number of words."""


@dataclass(frozen=True, slots=True)
class _Hearing:
    """What was heard in a window, or in all turns of a session, and what is asked of it."""

    window: TurnWindow
    normal: Normalizer
    limits: Mapping[str, Limit]
    found: tuple[Listened, ...]
    missing: tuple[NotListened, ...]

    @property
    def lost(self) -> tuple[NotListened, ...]:
        """The turns whose audio should have been compared."""
        return tuple(one for one in self.missing if one.lost or one.unheard)

    def verdict(self, limit: Limit | None, value: float | None) -> bool | None:
        """Whether a limit is met; None where somebody has yet to listen, for that is no fault of the model."""
        if limit is None or any(one.unheard for one in self.missing):
            return None
        return limit.verdict(value) and not self.lost

    @property
    def unit(self) -> str:
        """What errors are counted in."""
        return "characters" if self.normal.characters else "words"


def recognition(**args: Any) -> Scorer:
    """Measures `audio_wer`, the `unspoken_…` and `untranscribed_words`, and `other_words`.

    In a language without spaces `audio_cer` and `other_words` alone; `audio_cer` elsewhere where it has a limit. One
    is unmet where the audio or its transcript is missing, and neither met nor unmet where nobody has listened: that
    says nothing about the model.

    Args:
        **args: limits, by metric; and `other_words: false`.

    Raises:
        UsageError: an argument is unknown or no limit.
    """
    limits = _limits(args)

    def score(trace: Trace, window: TurnWindow) -> tuple[Score, ...]:
        compared = listened(trace, window)
        return tuple(
            _scores(
                _Hearing(
                    window,
                    normalizer(trace.scenario.language),
                    limits,
                    tuple(one for one in compared if isinstance(one, Listened)),
                    tuple(one for one in compared if isinstance(one, NotListened)),
                )
            )
        )

    return score


def questions(trace: Trace, window: TurnWindow, **args: Any) -> tuple[Question, ...]:
    """Returns what a recogniser is asked about a window; the limits in `args` change nothing in it."""
    return questions_of(trace, window)


def _limits(args: Mapping[str, Any]) -> dict[str, Limit]:
    units = {metric.name: metric.unit for metric in METRICS}
    numbers = {name: value for name, value in args.items() if name != OTHER_WORDS}
    refuse_unknown("recognition", args, units)
    limits = parse_limits("recognition", numbers, units)
    if OTHER_WORDS in args:
        if args[OTHER_WORDS] is not False:
            problem = f"recognition.{OTHER_WORDS}: can only be expected not to be, not {shown(args[OTHER_WORDS])}"
            raise UsageError(problem, f"write {OTHER_WORDS}: false")
        limits[OTHER_WORDS] = Limit(max=0)
    return limits


def _scores(of: _Hearing) -> Iterator[Score]:
    spaced = not of.normal.characters
    if spaced or "audio_wer" in of.limits:
        yield _rate(of, "audio_wer") if spaced else _in_words(of, "audio_wer")
    if not spaced or "audio_cer" in of.limits:
        yield _rate(of, "audio_cer")
    for name in WORD_COUNTS:
        if spaced:
            yield _count(of, name)
        elif name in of.limits:
            yield _in_words(of, name)
    yield _other_words(of)


def _rate(of: _Hearing, name: str) -> Score:
    by_letters = name == "audio_cer" and not of.normal.characters
    counts = pooled(one.fit.characters() if by_letters else one.fit.counts for one in of.found)
    unit = "characters" if by_letters else of.unit
    words = []
    if counts.reference:
        words.append(f"{counts.errors} {'error' if counts.errors == 1 else 'errors'} in {counts.reference} {unit}")
    elif of.found:
        words.append(_nothing_to_compare(of))
    if len(of.found) == 1 and counts.errors and counts.reference and not by_letters:
        detail = of.found[0].detail(of.normal)
        words.append(f"heard {quoted(detail['hypothesis'])} for {quoted(detail['reference'])}")
    words += [_placed(of, one.turn, note) for one in of.found for note in _notes(of, one)]
    detail = {} if by_letters else _detail(of)
    return _score(of, name, counts.rate, words, {**_sums(counts), **detail} if of.found else {})


def _count(of: _Hearing, name: str) -> Score:
    read, said = _COUNTS[name]
    found = [one for one in of.found if one.fit.reference or name == "untranscribed_words"]
    cut_off = [one for one in found if one.cut_off] if name == "unspoken_tail" else []
    counted = {one.turn: read(one.fit) for one in found if one not in cut_off}
    worst = max(counted.values(), default=None)
    words = [] if worst is None else [f"{_numbered(worst, 'words')} {said}"]
    words += [_placed(of, one.turn, one.cut_off) for one in cut_off]
    if of.found and not found:
        words.append(_nothing_to_compare(of))
    turns = [{"turn": turn, "words": count} for turn, count in counted.items()]
    return _score(of, name, None if worst is None else float(worst), words, {"turns": turns} if turns else {})


def _other_words(of: _Hearing) -> Score:
    found = [one for one in of.found if len(one.fit.reference) >= FEWEST_WORDS]
    shares = [{"turn": one.turn, "heard": round(one.fit.share_heard, 4)} for one in found]
    least = min((one.fit.share_heard for one in found), default=None)
    words = []
    if least is not None:
        where = " in the worst turn" if len(found) > 1 else ""
        words.append(f"{least:.0%} of the transcript's {of.unit} heard{where}")
    elif of.found:
        words.append(f"fewer than {FEWEST_WORDS} {of.unit} to compare")
    value = None if least is None else float(least < LEAST_HEARD)
    return _score(of, OTHER_WORDS, value, words, {"turns": shares} if shares else {})


def _in_words(of: _Hearing, name: str) -> Score:
    return _score(of, name, None, ["counted in words, and this language is written without spaces; use audio_cer"], {})


def _score(of: _Hearing, name: str, value: float | None, words: list[str], detail: dict[str, Any]) -> Score:
    missing = of.lost or (of.missing if value is None else ())
    reasons = dict.fromkeys(_placed(of, one.turn, one.reason) for one in missing)
    limit = of.limits.get(name)
    return BY_NAME[name].score(
        of.window.index,
        value,
        passed=of.verdict(limit, value),
        expected="" if limit is None else "no" if name == OTHER_WORDS else limit.text,
        explanation="; ".join([*words, *reasons]) or "there is no answer to listen to",
        evidence=tuple(seq for one in of.found for seq in one.evidence),
        detail={**detail, "normalizer": of.normal.label} if detail else {},
        part_version=of.normal.version,
    )


def _nothing_to_compare(of: _Hearing) -> str:
    if any(one.fit.not_reached for one in of.found):
        return "nothing of the transcript was reached before the answer broke off"
    return "the transcript holds no words"


def _notes(of: _Hearing, one: Listened) -> Iterator[str]:
    if one.fit.not_reached:
        left = _numbered(len(one.fit.not_reached), of.unit)
        yield f"{one.cut_off}: {left} of the transcript not reached and not counted"
    if one.fit.not_written:
        left = _numbered(len(one.fit.not_written), of.unit)
        yield f"{one.cut_off}: {left} heard after the transcript's end and not counted"
    if one.made_up:
        yield "the recognition is made up"
    if one.doubt:
        yield f"the recogniser's text is doubtful: {one.doubt}"


def _numbered(count: int, units: str) -> str:
    return f"{count or 'no'} {units.removesuffix('s') if count == 1 else units}"


def _placed(of: _Hearing, turn: int | None, text: str) -> str:
    return text if of.window.turn is not None or turn is None else f"turn {turn + 1}: {text}"


def _sums(counts: ErrorCounts) -> dict[str, int]:
    return {
        "hits": counts.hits,
        "substitutions": counts.substitutions,
        "deletions": counts.deletions,
        "insertions": counts.insertions,
    }


def _detail(of: _Hearing) -> dict[str, Any]:
    if of.window.turn is not None:
        return of.found[0].detail(of.normal) if of.found else {}
    turns = [{"turn": one.turn, **one.detail(of.normal)} for one in of.found]
    return {"turns": turns, "turns_not_recognised": [one.turn for one in of.lost]}
