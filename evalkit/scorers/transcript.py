"""Did the model say, or the server hear, what it should."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, get_args

from evalkit.errors import UsageError, nearest
from evalkit.scorers.base import Score, Scorer
from evalkit.scorers.limits import refuse_unknown
from evalkit.scorers.metric import Metric
from evalkit.scorers.session_setup import asks_for
from evalkit.scorers.spoken import Side, quoted, spoken
from evalkit.text.matchers import as_text, compile_pattern, shown
from evalkit.text.normalize import Normalizer, normalizer
from evalkit.text.terms import occurrences
from evalkit.text.unicode import strip_control_tokens
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["METRICS", "transcript"]

_SUBJECT: dict[Side, str] = {"input": "heard", "output": "said", "text": "wrote"}

_OK: Final = Metric(
    scorer="transcript",
    name="transcript_ok",
    formula=(
        "1 when all that was asked for holds of the text, else 0. `contains`: the words follow each other in it as "
        "whole words (characters in a language written without spaces), both normalised in the scenario's language "
        "(docs/normalising.md); `matches`: the regular expression is found in the text as it came, without control "
        "tokens; `not_contains` and `not_matches`: the opposite. The text, by `of`: the output transcription or else "
        "the text parts (`output`), the input transcription (`input`), or the text parts (`text`); never thoughts. Of "
        "a session: the text of all its turns."
    ),
    eligible="turns and sessions that say `transcript`",
    unscored="there is no such text; the expectation is then unmet",
    source=(
        "substring and regular-expression assertions as test runners have, on normalised words; pieces are joined as "
        "they came (reference §3.2), control tokens and thoughts are none of it (reference §7)"
    ),
    better="higher",
    yes_no=True,
    versioned_with="text normaliser",
)
METRICS: Final = (_OK,)


@dataclass(frozen=True, slots=True)
class _Expectation:
    contains: tuple[str, ...]
    not_contains: tuple[str, ...]
    matches: tuple[str, ...]
    not_matches: tuple[str, ...]

    @property
    def words(self) -> str:
        """The expectation in words."""
        parts = [f"contains {shown(text)}" for text in self.contains]
        parts += [f"matches {text}" for text in self.matches]
        parts += [f"does not contain {shown(text)}" for text in self.not_contains]
        parts += [f"does not match {text}" for text in self.not_matches]
        return ", ".join(parts)

    def complaints(self, text: str, normal: Normalizer) -> list[str]:
        """What of it does not hold of `text`, in words."""
        found = [f"lacks {shown(part)}" for part in self.contains if not _contains(text, part, normal)]
        found += [f"does not match {pattern}" for pattern in self.matches if not _search(pattern, text)]
        found += [f"contains {shown(part)}" for part in self.not_contains if _contains(text, part, normal)]
        found += [f"matches {pattern}" for pattern in self.not_matches if _search(pattern, text)]
        return found


def transcript(
    contains: Any = None,
    matches: Any = None,
    not_contains: Any = None,
    not_matches: Any = None,
    of: Any = "output",
    **unknown: Any,
) -> Scorer:
    """Looks for words in what was said: `transcript_ok` is 1 when all that was asked for holds, else 0.

    Args:
        contains: a text, or a list of texts that must all be there. Compared as whole words after normalisation in the
            scenario's language: `12` is in "twelve degrees" and not in "112".
        matches: a regular expression or a list of them, searched in the text as it came; `/regex/flags`, or bare and
            then ignoring case.
        not_contains: what must not be there, as `contains`.
        not_matches: what must not be there, as `matches`.
        of: `output` is what the model said, the output transcription or else its text parts, never thoughts;
            `input` what the server heard; `text` the text parts alone.
        **unknown: refused.

    Raises:
        UsageError: nothing is asked for, or an argument is unknown or not valid.
    """
    refuse_unknown("transcript", unknown, ("contains", "matches", "not_contains", "not_matches", "of"))
    if of not in get_args(Side):
        close = nearest(of, get_args(Side)) if isinstance(of, str) else None
        raise UsageError(
            f"transcript.of: must be input, output or text, not {shown(of)}",
            f"did you mean {close!r}?" if close else "",
        )
    expectation = _Expectation(
        contains=_texts(contains, "contains"),
        not_contains=_texts(not_contains, "not_contains"),
        matches=_patterns(matches, "matches"),
        not_matches=_patterns(not_matches, "not_matches"),
    )
    if not expectation.words:
        raise UsageError(
            "transcript: nothing to look for", "give `contains`, `matches`, `not_contains` or `not_matches`"
        )

    def score(trace: Trace, window: TurnWindow) -> tuple[Score, ...]:
        return (_score(expectation, of, trace, window),)

    return score


def _score(expectation: _Expectation, of: Side, trace: Trace, window: TurnWindow) -> Score:
    normal = normalizer(trace.scenario.language)
    text, events = spoken(window, of)
    complaints = expectation.complaints(strip_control_tokens(text), normal)
    said = f"{_SUBJECT[of]} {quoted(text)}"
    return _OK.score(
        window.index,
        (0.0 if complaints else 1.0) if text else None,
        passed=bool(text) and not complaints,
        expected=expectation.words,
        explanation="; ".join([*complaints, said]) if text else _no_transcript(trace, of),
        evidence=tuple(event.seq for event in events),
        detail={"of": of, "text": text, "complaints": complaints if text else [], "normalizer": normal.label},
        part_version=normal.version,
    )


def _no_transcript(trace: Trace, of: Side) -> str:
    if of == "text" or asks_for(trace, f"{of}AudioTranscription"):
        return "no transcript"
    return f"no transcript: the setup did not ask for {of} transcription"


def _several(value: Any, name: str) -> Sequence[Any]:
    several = value if isinstance(value, list | tuple) else () if value is None else (value,)
    if value is not None and not several:
        raise UsageError(f"transcript.{name}: must not be an empty list")
    return several


def _texts(value: Any, name: str) -> tuple[str, ...]:
    """Reads a text or a list of texts; a number or a boolean stands for its text, since YAML needs no quotes."""
    texts = [as_text(one) for one in _several(value, name)]
    for one, text in zip(_several(value, name), texts, strict=True):
        if text is None or not text.strip():
            raise UsageError(f"transcript.{name}: must be text or a list of texts, not {shown(one)}")
    return tuple(text for text in texts if text is not None)


def _patterns(value: Any, name: str) -> tuple[str, ...]:
    patterns = _texts(value, name)
    for pattern in patterns:
        compile_pattern(pattern, f"transcript.{name}", bare=True)
    return patterns


def _search(pattern: str, text: str) -> bool:
    compiled = compile_pattern(pattern, "matches", bare=True)
    return compiled is not None and compiled.search(text) is not None


def _contains(text: str, part: str, normal: Normalizer) -> bool:
    wanted = normal.words(part)
    if not wanted:  # "?", or a filler that normalisation removes
        return part.casefold() in text.casefold()
    return occurrences(wanted, normal.words(text), normal) > 0
