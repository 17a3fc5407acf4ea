"""Word error rate of what the server heard, and of what the model said against a reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from evalkit.errors import UsageError
from evalkit.scenario.model import SilenceInput, Turn
from evalkit.scorers.base import Score, Scorer
from evalkit.scorers.limits import Limit, parse_limit, refuse_unknown
from evalkit.scorers.session_setup import asks_for
from evalkit.scorers.spoken import quoted, repeated_whole, spoken
from evalkit.scorers.word_errors import ErrorCounts, align, pooled
from evalkit.text.matchers import shown
from evalkit.text.normalize import Normalizer, normalizer
from evalkit.text.unicode import strip_control_tokens
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["wer"]

_VERSION = 1
Side = Literal["input", "output"]


@dataclass(frozen=True, slots=True)
class _Compared:
    """One window's transcript against its reference."""

    turn: int | None
    counts: ErrorCounts
    detail: Mapping[str, Any]
    evidence: tuple[int, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Missing:
    """Why a window has nothing to compare; `lost` is True when there should have been something."""

    turn: int | None
    reason: str
    lost: bool


def wer(**args: Any) -> Scorer:
    """Measures `input_wer`, and `output_wer` when `output` is given; `…_cer` for languages written without spaces.

    Both are errors over the words of the reference, after normalisation in the scenario's language. The session's rate
    is that of the pooled counts, never a mean of rates. It leaves out turns without a transcript, and a limit on it is
    then unmet.

    Args:
        **args: `input`, a limit on what the server heard against the words of `say` and `transcript`; and `output`, a
            limit on what the model said, with the `reference` it should have said. For the session `reference` may be
            left out: the turns that give one of their own are pooled.

    Raises:
        UsageError: an argument is unknown or not valid.
    """
    refuse_unknown("wer", args, ("input", "output"))
    limit, output = args.get("input"), args.get("output")
    input_limit = None if limit is None else parse_limit("wer", "input", limit)
    output_limit, reference = _read_output(output)

    def score(trace: Trace, window: TurnWindow) -> tuple[Score, ...]:
        heard = [_compare_input(trace, one) for one in _windows(trace, window)]
        scores = [_score(trace, window, "input", heard, input_limit)]
        if output is not None:
            said = _compare_output(trace, window, reference)
            scores.append(_score(trace, window, "output", said, output_limit))
        return tuple(scores)

    return score


def _read_output(output: Any) -> tuple[Limit | None, str | None]:
    if isinstance(output, Mapping):
        refuse_unknown("wer.output", output, ("reference", "max", "min"))
    if not isinstance(output, Mapping) or "reference" not in output:
        return (None if output is None else parse_limit("wer", "output", output)), None
    reference = output["reference"]
    if not isinstance(reference, str):
        raise UsageError(f"wer.output.reference: must be the words expected, not {shown(reference)}")
    ends = {key: value for key, value in output.items() if key != "reference"}
    return (parse_limit("wer", "output", ends) if ends else None), reference


def _windows(trace: Trace, window: TurnWindow) -> Sequence[TurnWindow]:
    return trace.turns if window.turn is None else (window,)


def _compare_input(trace: Trace, window: TurnWindow) -> _Compared | _Missing:
    turn = window.turn
    if turn is None or not turn.spoken:
        return _Missing(window.index, "the turn is typed: there is nothing to transcribe", lost=False)
    reference = "" if isinstance(turn.user, SilenceInput) else turn.reference
    if reference is None:
        return _Missing(window.index, "the words of the audio are not known; give `transcript`", lost=False)
    return _compare(trace, window, "input", reference)


def _compare_output(trace: Trace, window: TurnWindow, reference: str | None) -> list[_Compared | _Missing]:
    if reference is not None:
        return [_compare(trace, window, "output", reference)]
    references = ((one, _own_reference(one.turn)) for one in _windows(trace, window))
    return [_compare(trace, one, "output", words) for one, words in references if words is not None]


def _own_reference(turn: Turn | None) -> str | None:
    """The `reference` of the turn's own `wer: {output: …}`."""
    specs = turn.expect if turn else ()
    outputs = (spec.args.get("output") for spec in specs if spec.name == "wer")
    return next((_read_output(output)[1] for output in outputs if output is not None), None)


def _compare(trace: Trace, window: TurnWindow, side: Side, reference: str) -> _Compared | _Missing:
    text, events = spoken(window, side)
    normal = normalizer(trace.scenario.language)
    wanted = normal.words(reference)
    if not text and wanted:
        asked = asks_for(trace, f"{side}AudioTranscription")
        sent = f"the server sent no {side} transcription"
        return _Missing(window.index, sent if asked else f"the setup did not ask for {side} transcription", lost=True)
    got = normal.words(text)
    counts, alignment = align(wanted, got)
    detail = {"reference": _joined(wanted, normal), "hypothesis": _joined(got, normal), "alignment": alignment}
    notes = _repetition(window, side, wanted, got)
    if strip_control_tokens(text) != text:
        notes += ("control tokens such as <ctrl46> were left out",)
    return _Compared(window.index, counts, detail, tuple(event.seq for event in events), notes)


def _joined(units: Sequence[str], normal: Normalizer) -> str:
    return ("" if normal.characters else " ").join(units)


def _repetition(window: TurnWindow, side: Side, wanted: Sequence[str], got: Sequence[str]) -> tuple[str, ...]:
    """Notes a transcription that came twice (reference §7); its words count all the same."""
    half = len(got) // 2
    twice = bool(half) and list(got) == [*got[:half], *got[:half]]
    if list(wanted) == list(got) or not (twice or repeated_whole(window, side)):
        return ()
    return ("the whole transcription came twice",)


def _score(
    trace: Trace, window: TurnWindow, side: Side, compared: Sequence[_Compared | _Missing], limit: Limit | None
) -> Score:
    normal = normalizer(trace.scenario.language)
    found = [one for one in compared if isinstance(one, _Compared)]
    missing = [one for one in compared if isinstance(one, _Missing)]
    lost = [one for one in missing if one.lost]
    counts = pooled(one.counts for one in found)
    rate = counts.rate
    return Score(
        scorer="wer",
        metric=f"{side}_{'cer' if normal.characters else 'wer'}",
        # Both only grow, so their sum changes with either.
        version=_VERSION + normal.version - 1,
        turn=window.index,
        value=rate,
        better="lower",
        passed=None if limit is None else limit.verdict(rate) and not lost,
        expected="" if limit is None else limit.text,
        explanation=_explanation(window, normal, counts, found, lost or (missing if rate is None else [])),
        evidence=tuple(seq for one in found for seq in one.evidence),
        detail=_detail(window, normal, counts, found, lost),
    )


def _explanation(
    window: TurnWindow,
    normal: Normalizer,
    counts: ErrorCounts,
    found: Sequence[_Compared],
    missing: Sequence[_Missing],
) -> str:
    unit = "characters" if normal.characters else "words"
    noun = "error" if counts.errors == 1 else "errors"
    parts = [f"{counts.errors} {noun} in {counts.reference} {unit}"] if counts.reference else []
    if not counts.reference and found:
        parts.append(f"the reference is empty: {counts.insertions} {unit} inserted, no rate")
    parts += [_placed(window, one.turn, note) for one in found for note in one.notes]
    if len(found) == 1 and counts.reference and counts.errors:
        parts.append(f"got {quoted(found[0].detail['hypothesis'])} for {quoted(found[0].detail['reference'])}")
    reasons = dict.fromkeys(_placed(window, one.turn, one.reason) for one in missing)
    return "; ".join([*parts, *reasons]) or "no reference is known"


def _placed(window: TurnWindow, turn: int | None, text: str) -> str:
    return text if window.turn is not None or turn is None else f"turn {turn + 1}: {text}"


def _detail(
    window: TurnWindow,
    normal: Normalizer,
    counts: ErrorCounts,
    found: Sequence[_Compared],
    lost: Sequence[_Missing],
) -> dict[str, Any]:
    if not found:
        return {}
    sums = {
        "hits": counts.hits,
        "substitutions": counts.substitutions,
        "deletions": counts.deletions,
        "insertions": counts.insertions,
        "normalizer": normal.label,
    }
    if window.turn is not None or found[0].turn is None:
        return {**sums, **found[0].detail}
    turns = [{"turn": one.turn, **one.detail} for one in found]
    return {**sums, "turns": turns, "turns_without_transcript": [one.turn for one in lost]}
