"""Word error rate of what the server heard, and of what the model said against a reference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from evalkit.scorers.base import Score, Scorer
from evalkit.scorers.limits import Limit, refuse_unknown
from evalkit.scorers.spoken import quoted
from evalkit.scorers.wer_arguments import Asked, read_asked
from evalkit.scorers.wer_comparison import Compared, Missing, Side, compared_input, compared_output
from evalkit.scorers.wer_metrics import BY_NAME, METRICS
from evalkit.scorers.word_errors import ErrorCounts, pooled
from evalkit.text.normalize import Normalizer, normalizer
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["METRICS", "wer"]

_EDGES = {"missing_head": "first", "missing_tail": "last"}


@dataclass(frozen=True, slots=True)
class _Compilation:
    """What one side of a window, or of all turns of a session, comes to."""

    window: TurnWindow
    side: Side
    normal: Normalizer
    found: tuple[Compared, ...]
    missing: tuple[Missing, ...]

    @property
    def lost(self) -> tuple[Missing, ...]:
        """The turns that should have had a transcript."""
        return tuple(one for one in self.missing if one.lost)

    @property
    def unit(self) -> str:
        """What errors are counted in."""
        return "characters" if self.normal.characters else "words"


def wer(**args: Any) -> Scorer:
    """Measures `input_wer`, and `output_wer` when `output` is given; `…_cer` for languages written without spaces.

    A transcription that was sent several times over says so in its detail. On request, each with a limit or `true`:
    `cer`, which in a language without spaces is the rate itself (its limit then goes before `max` and `min`), `mer`,
    `missing_head` and `missing_tail`, in characters there (`…_characters`).

    Args:
        **args: `input`, a limit on what the server heard against the words of `say` and `transcript`; and `output`, a
            limit on what the model said, with the `reference` it should have said. For the session `reference` may be
            left out: the turns that give one of their own are pooled.

    Raises:
        UsageError: an argument is unknown or not valid.
    """
    refuse_unknown("wer", args, ("input", "output"))
    heard, said = (read_asked(side, args.get(side)) for side in ("input", "output"))

    def score(trace: Trace, window: TurnWindow) -> tuple[Score, ...]:
        scores = list(_scores(trace, window, "input", compared_input(trace, window), heard))
        if args.get("output") is not None:
            scores += _scores(trace, window, "output", compared_output(trace, window, said.reference), said)
        return tuple(scores)

    return score


def _scores(
    trace: Trace, window: TurnWindow, side: Side, compared: Sequence[Compared | Missing], asked: Asked
) -> Iterator[Score]:
    compilation = _Compilation(
        window=window,
        side=side,
        normal=normalizer(trace.scenario.language),
        found=tuple(one for one in compared if isinstance(one, Compared)),
        missing=tuple(one for one in compared if isinstance(one, Missing)),
    )
    unspaced = compilation.normal.characters
    limit = asked.further.get("cer") if unspaced else None
    yield _rate(compilation, limit or asked.limit)
    for name, further in asked.further.items():
        if name == "cer" and not unspaced:
            yield _characters(compilation, further)
        elif name == "mer":
            yield _match_errors(compilation, further)
        elif name in _EDGES:
            yield _edge(compilation, name, further)


def _rate(of: _Compilation, limit: Limit | None) -> Score:
    counts = pooled(one.counts for one in of.found)
    missing = of.lost or (of.missing if counts.rate is None else ())
    metric, words = "cer" if of.normal.characters else "wer", _explanation(of, counts, of.unit, missing, quote=True)
    return _score(of, metric, counts.rate, limit, words, _detail(of, counts))


def _characters(of: _Compilation, limit: Limit | None) -> Score:
    counts = pooled(one.characters() for one in of.found)
    missing = of.lost or (of.missing if counts.rate is None else ())
    words = _explanation(of, counts, "characters", missing)
    detail = {**_sums(counts), "normalizer": of.normal.label} if of.found else {}
    return _score(of, "cer", counts.rate, limit, words, detail)


def _match_errors(of: _Compilation, limit: Limit | None) -> Score:
    counts = pooled(one.counts for one in of.found)
    value = counts.match_error_rate
    parts = [] if value is None else [f"{_errors(counts)} and {counts.hits} {of.unit} right"]
    words = _with_reasons(of, parts, of.lost or (of.missing if value is None else ()))
    share = {"part": counts.errors, "whole": counts.hits + counts.errors} if value is not None else {}
    # Beneath one key: what stands at the top would be pooled as a word error rate.
    detail = {**share, "counts": _sums(counts), "normalizer": of.normal.label} if of.found else {}
    return _score(of, "mer", value, limit, words, detail)


def _edge(of: _Compilation, name: str, limit: Limit | None) -> Score:
    found = [one for one in of.found if one.reference]
    turns = [{"turn": one.turn, "missing": getattr(one, name)} for one in found]
    total = sum(turn["missing"] for turn in turns)
    heard = f"{total or 'none'} of the {_EDGES[name]} {of.unit} {'is' if total in (0, 1) else 'are'} missing"
    parts = [heard] if found else []
    if of.found and not found:
        parts.append("the reference is empty")
    words = _with_reasons(of, parts, of.lost or (() if found else of.missing))
    value = float(total) if found else None
    detail = {"turns": turns, "normalizer": of.normal.label} if found else {}
    return _score(of, f"{name}_characters" if of.normal.characters else name, value, limit, words, detail)


def _score(
    of: _Compilation,
    metric: str,
    value: float | None,
    limit: Limit | None,
    words: str,
    detail: dict[str, Any],
) -> Score:
    return BY_NAME[f"{of.side}_{metric}"].score(
        of.window.index,
        value,
        passed=None if limit is None else limit.verdict(value) and not of.lost,
        expected="" if limit is None else limit.text,
        explanation=words,
        evidence=tuple(seq for one in of.found for seq in one.evidence),
        detail=detail,
        part_version=of.normal.version,
    )


def _explanation(
    of: _Compilation, counts: ErrorCounts, unit: str, missing: Sequence[Missing], quote: bool = False
) -> str:
    parts = [f"{_errors(counts)} in {counts.reference} {unit}"] if counts.reference else []
    if not counts.reference and of.found:
        parts.append(f"the reference is empty: {counts.insertions} {unit} inserted, no rate")
    parts += [_placed(of, one.turn, note) for one in of.found for note in one.notes]
    if quote and len(of.found) == 1 and counts.reference and counts.errors:
        detail = of.found[0].detail(of.normal)
        parts.append(f"got {quoted(detail['hypothesis'])} for {quoted(detail['reference'])}")
    return _with_reasons(of, parts, missing)


def _with_reasons(of: _Compilation, parts: Sequence[str], missing: Sequence[Missing]) -> str:
    reasons = dict.fromkeys(_placed(of, one.turn, one.reason) for one in missing)
    return "; ".join([*parts, *reasons]) or "no reference is known"


def _placed(of: _Compilation, turn: int | None, text: str) -> str:
    return text if of.window.turn is not None or turn is None else f"turn {turn + 1}: {text}"


def _errors(counts: ErrorCounts) -> str:
    return f"{counts.errors} {'error' if counts.errors == 1 else 'errors'}"


def _sums(counts: ErrorCounts) -> dict[str, int]:
    return {
        "hits": counts.hits,
        "substitutions": counts.substitutions,
        "deletions": counts.deletions,
        "insertions": counts.insertions,
    }


def _detail(of: _Compilation, counts: ErrorCounts) -> dict[str, Any]:
    if not of.found:
        return {}
    sums = {**_sums(counts), "normalizer": of.normal.label}
    if of.window.turn is not None or of.found[0].turn is None:
        return {**sums, **of.found[0].detail(of.normal)}
    turns = [{"turn": one.turn, **one.detail(of.normal)} for one in of.found]
    return {**sums, "turns": turns, "turns_without_transcript": [one.turn for one in of.lost]}
