"""What changed between a scenario's older reference recording and a newer one."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from evalkit.recording.model import Header, Recording
from evalkit.results import AttemptResult, TurnSummary
from evalkit.scorers.base import Score
from evalkit.scoring import score_recording

__all__ = ["Change", "reference_changes", "word_difference"]

_SAME_MS = 50.0
"""Times closer than this are the same: two chunks of audio and the jitter of a loop."""
_SAME_SHARE = 0.1
"""So are times that differ by less than this share."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not as it was; a text is empty where there was, or is, nothing."""

    turn: int | None
    """Counted from 0; None for the whole session."""
    what: str
    before: str
    after: str

    def __str__(self) -> str:
        """The change on one line; words that went stand in `[-…-]`, words that came in `{+…+}`."""
        place = "" if self.turn is None else f"turn {self.turn + 1}, "
        if self.what in _WORDS:
            return f"{place}{self.what}: {word_difference(self.before, self.after)}"
        return f"{place}{self.what}: {self.before or 'none'} → {self.after or 'none'}"


_WORDS = ("said", "heard")


def reference_changes(old: Recording, new: Recording) -> tuple[Change, ...]:
    """Compares two recordings of one scenario by what they mean, each scored by today's scorers.

    Messages and chunks may fall differently on every evening; what counts is what was asked, heard, said and called,
    how the turns ended, the verdict and the numbers. Audio is compared by its length and the words said of it.
    """
    before, after = score_recording(old), score_recording(new)
    return (
        *_header_changes(old.header, new.header),
        *_session_changes(before, after),
        *(change for pair in _paired(before.turns, after.turns) for change in _turn_changes(*pair)),
        *_score_changes(before.scores, after.scores),
    )


def word_difference(before: str, after: str) -> str:
    """Returns the newer text with the words that went in `[-…-]` and those that came in `{+…+}`."""
    one, other = before.split(), after.split()
    said: list[str] = []
    for kind, i, j, k, m in difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind == "equal":
            said += one[i:j]
            continue
        said += [f"[-{' '.join(one[i:j])}-]"] if i < j else []
        said += [f"{{+{' '.join(other[k:m])}+}}"] if k < m else []
    return " ".join(said)


def _header_changes(old: Header, new: Header) -> Iterator[Change]:
    for what in ("endpoint", "model", "provenance"):
        yield from _changed(None, what, getattr(old, what), getattr(new, what))
    for section in sorted({*old.scenario, *new.scenario} - {"description", "tags"}):
        before, after = old.scenario.get(section), new.scenario.get(section)
        if before != after:
            yield Change(None, f"the scenario's {section}", *_apart(_shown(before), _shown(after)))


def _session_changes(old: AttemptResult, new: AttemptResult) -> Iterator[Change]:
    yield from _changed(None, "status", old.status.replace("_", " "), new.status.replace("_", " "))
    yield from _changed(None, "failure", _failure(old), _failure(new))
    yield from _changed(None, "turns", str(len(old.turns)), str(len(new.turns)))


def _turn_changes(old: TurnSummary, new: TurnSummary) -> Iterator[Change]:
    turn = new.index
    yield from _changed(turn, "heard", old.heard, new.heard)
    yield from _changed(turn, "said", old.said, new.said)
    yield from _changed(turn, "calls", _calls(old), _calls(new))
    yield from _changed(turn, "finish", old.finish.replace("_", " "), new.finish.replace("_", " "))
    yield from _changed(turn, "reason", old.complete_reason or "", new.complete_reason or "")
    if old.interrupted != new.interrupted:
        yield Change(turn, "interrupted", *("yes" if each.interrupted else "no" for each in (old, new)))
    before, after = (_audio_ms(each) for each in (old, new))
    if not _alike(before, after):
        yield Change(turn, "audio", f"{before / 1000:.1f} s", f"{after / 1000:.1f} s")


def _score_changes(old: Sequence[Score], new: Sequence[Score]) -> Iterator[Change]:
    scored = {(each.turn, each.scorer, each.metric, each.version): each for each in old}
    for score in new:
        older = scored.get((score.turn, score.scorer, score.metric, score.version))
        if older is None or (older.passed == score.passed and _same_value(older, score)):
            continue
        name = score.metric if score.metric.startswith(score.scorer) else f"{score.scorer} {score.metric}"
        yield Change(score.turn, name, _value(older), _value(score))


def _same_value(old: Score, new: Score) -> bool:
    if old.value is None or new.value is None:
        return old.value is new.value
    return _alike(old.value, new.value) if new.unit == "ms" else round(old.value, 4) == round(new.value, 4)


def _alike(before_ms: float, after_ms: float) -> bool:
    return abs(after_ms - before_ms) < max(_SAME_MS, _SAME_SHARE * abs(before_ms))


def _value(score: Score) -> str:
    judged = {True: " (passed)", False: " (failed)", None: ""}[score.passed]
    if score.value is None:
        return f"unscored{judged}"
    number = f"{score.value:,.0f}" if score.unit == "ms" else f"{score.value:g}"
    return f"{number}{f' {score.unit}' if score.unit else ''}{judged}"


def _changed(turn: int | None, what: str, before: str, after: str) -> Iterator[Change]:
    if before != after:
        yield Change(turn, what, before, after)


def _paired(old: Sequence[TurnSummary], new: Sequence[TurnSummary]) -> Iterator[tuple[TurnSummary, TurnSummary]]:
    known = {turn.index: turn for turn in old}
    return ((known[turn.index], turn) for turn in new if turn.index in known)


def _failure(result: AttemptResult) -> str:
    return result.failure.message if result.failure else ""


def _calls(turn: TurnSummary) -> str:
    return "; ".join(f"{call.get('name')}({_shown(call.get('args'))})" for call in turn.tool_calls)


def _audio_ms(turn: TurnSummary) -> float:
    return 0.0 if turn.model_audio_s is None else (turn.model_audio_s[1] - turn.model_audio_s[0]) * 1000


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return orjson.dumps(dict(value) if isinstance(value, Mapping) else value, option=orjson.OPT_SORT_KEYS).decode()


def _apart(before: str, after: str, around: int = 40) -> tuple[str, str]:
    """Cuts two long texts down to where they begin to differ."""
    if max(len(before), len(after)) <= 3 * around:
        return before, after
    same = next(
        (at for at, (one, other) in enumerate(zip(before, after, strict=False)) if one != other),
        min(len(before), len(after)),
    )
    start = max(0, same - around)
    return _cut(before, start, same + around), _cut(after, start, same + around)


def _cut(text: str, start: int, end: int) -> str:
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
