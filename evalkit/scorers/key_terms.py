"""How many of the names, numbers and other words that matter were heard or said right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from evalkit.errors import UsageError
from evalkit.scorers.base import Score, Scorer
from evalkit.scorers.limits import Limit, parse_limit, refuse_unknown
from evalkit.scorers.metric import Metric
from evalkit.scorers.session_setup import asks_for
from evalkit.scorers.spoken import quoted, spoken
from evalkit.text.matchers import as_text, shown
from evalkit.text.normalize import Normalizer, normalizer
from evalkit.text.terms import occurrences
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["METRICS", "key_terms"]

_Side = Literal["input", "output"]
_ALL = Limit(min=1.0)

_HEARD: Final = Metric(
    scorer="key_terms",
    name="input_key_term_recall",
    formula=(
        "Σ min(found, wanted) / Σ wanted over the terms, 0 to 1. Wanted is how often a term stands in the words of "
        "`say` or `transcript`, at least once; found how often it stands in the transcript. A term stands where its "
        "words follow each other as whole words (characters in a language written without spaces, figures and Latin "
        "words whole) after normalisation in the scenario's language (docs/normalising.md); a number also beside its "
        "unit: 12 in 12%. Of a session: of all its turns together. Pooled as the sum of the parts over the sum of the "
        "wholes."
    ),
    eligible="turns and sessions where `key_terms` names terms",
    unscored="there is no transcript",
    source=(
        "recall of entities or keywords as in contextual speech recognition; neither place nor order is asked for, and "
        "one too many is no error, which the word error rate counts. Joining of pieces: reference §3.2"
    ),
    better="higher",
    versioned_with="text normaliser",
)
_SAID: Final = replace(
    _HEARD,
    name="output_key_term_recall",
    formula=_HEARD.formula.replace(
        "how often a term stands in the words of `say` or `transcript`, at least once", "1 for each term"
    ),
    unscored="there is no transcript: neither an output transcription nor text parts that are no thought",
)
METRICS: Final = (_HEARD, _SAID)
_BY_SIDE: Final[Mapping[_Side, Metric]] = {"input": _HEARD, "output": _SAID}


@dataclass(frozen=True, slots=True)
class _Asked:
    terms: tuple[str, ...]
    limit: Limit


@dataclass(frozen=True, slots=True)
class _Count:
    """One term: how often it was to come, and how often of those it came."""

    term: str
    wanted: int
    found: int


def key_terms(**args: Any) -> Scorer:
    """Measures `input_key_term_recall` and `output_key_term_recall`: the share of key terms in the transcript, 0 to 1.

    A term that the words of `say` or `transcript` hold twice is to be heard twice. "50" is found in "fifty dollars" in
    English, which reads numbers.

    Args:
        **args: `input` for what the server heard and `output` for what the model said, at least one of them: a list of
            terms, all of which are expected, or `{terms: […], min: 0.9}`. `min: 0` measures only.

    Raises:
        UsageError: there is no term, or an argument is unknown or not valid.
    """
    refuse_unknown("key_terms", args, ("input", "output"))
    asked: dict[_Side, _Asked] = {}
    for side in ("input", "output"):
        if side in args:
            asked[side] = _read(f"key_terms.{side}", args[side])
    if not asked:
        raise UsageError("key_terms: no terms to look for", "give `input`, `output` or both")

    def score(trace: Trace, window: TurnWindow) -> tuple[Score, ...]:
        return tuple(_score(trace, window, side, one) for side, one in asked.items())

    return score


def _read(where: str, value: Any) -> _Asked:
    limit = _ALL
    if isinstance(value, Mapping):
        refuse_unknown(where, value, ("terms", "max", "min"))
        ends = {end: value[end] for end in ("max", "min") if end in value}
        limit = parse_limit("key_terms", where.rpartition(".")[2], ends) if ends else _ALL
        value = value.get("terms")
    several = value if isinstance(value, list | tuple) else () if value is None else (value,)
    if not several:
        raise UsageError(f"{where}: no terms to look for", "give a list such as [Nguyen, 50]")
    terms = [as_text(one) for one in several]
    for one, text in zip(several, terms, strict=True):
        # Letters or digits: of a term without any, normalisation leaves nothing to look for.
        if text is None or not any(map(str.isalnum, text)):
            raise UsageError(f"{where}: must be words or numbers, not {shown(one)}")
    return _Asked(tuple(text for text in terms if text is not None), limit)


def _score(trace: Trace, window: TurnWindow, side: _Side, asked: _Asked) -> Score:
    normal = normalizer(trace.scenario.language)
    text, events = spoken(window, side)
    counts = _counts(asked.terms, _reference(trace, window, side), text, normal)
    share = _share(counts)
    value = share["part"] / share["whole"] if text else None
    return _BY_SIDE[side].score(
        window.index,
        value,
        passed=asked.limit.verdict(value),
        expected=asked.limit.text,
        explanation=_explanation(trace, side, text, counts),
        evidence=tuple(event.seq for event in events),
        detail={
            **(share if text else {}),
            "terms": [{"term": one.term, "wanted": one.wanted, "found": one.found} for one in counts if text],
            "text": text,
            "normalizer": normal.label,
        },
        part_version=normal.version,
    )


def _reference(trace: Trace, window: TurnWindow, side: _Side) -> str:
    """What the user said, as far as it is known; nobody knows it of the model."""
    if side == "output":
        return ""
    turns = trace.turns if window.turn is None else (window,)
    return "\n".join(one.turn.reference or "" for one in turns if one.turn is not None and one.turn.spoken)


def _counts(terms: tuple[str, ...], reference: str, text: str, normal: Normalizer) -> tuple[_Count, ...]:
    wanted = [max(1, _times(term, reference, normal)) for term in terms]
    found = [_times(term, text, normal) for term in terms]
    return tuple(_Count(*one) for one in zip(terms, wanted, map(min, wanted, found), strict=True))


def _times(term: str, text: str, normal: Normalizer) -> int:
    units = normal.words(term)
    # Of a filler such as "um" normalisation leaves nothing: then it is looked for as it stands.
    return occurrences(units, normal.words(text), normal) if units else text.casefold().count(term.casefold())


def _share(counts: tuple[_Count, ...]) -> dict[str, int]:
    return {"part": sum(one.found for one in counts), "whole": sum(one.wanted for one in counts)}


def _explanation(trace: Trace, side: _Side, text: str, counts: tuple[_Count, ...]) -> str:
    if not text:
        asked = asks_for(trace, f"{side}AudioTranscription")
        return "no transcript" if asked else f"no transcript: the setup did not ask for {side} transcription"
    found, wanted = _share(counts).values()
    lacking = [one for one in counts if one.found < one.wanted]
    parts = [f"{found} of {wanted} key terms {'heard' if side == 'input' else 'said'}"]
    if lacking:
        parts.append(f"lacks {', '.join(map(_lack, lacking))} in {quoted(text)}")
    return "; ".join(parts)


def _lack(count: _Count) -> str:
    missing = count.wanted - count.found
    return f"{shown(count.term)}{'' if count.wanted == 1 else f' ({missing} of {count.wanted} times)'}"
