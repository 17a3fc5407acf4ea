"""Was the user heard, and did the model speak, in another language than the one expected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from evalkit.errors import UsageError
from evalkit.scorers.base import Score, Scorer
from evalkit.scorers.limits import refuse_unknown
from evalkit.scorers.metric import Metric
from evalkit.scorers.session_setup import asks_for
from evalkit.scorers.spoken import quoted, spoken
from evalkit.text.matchers import shown
from evalkit.text.script import letters_by_script, scripts_of
from evalkit.text.unicode import strip_control_tokens
from evalkit.trace.events import Event, InputTranscript, OutputTranscript
from evalkit.trace.trace import Trace, TurnWindow

__all__ = ["METRICS", "language"]

_Side = Literal["input", "output"]
_SIDES: tuple[_Side, ...] = ("input", "output")
_FEWEST_LETTERS = 3
"""Letters below which a script is no sign: "OK" stands in a text of any language."""
# Two codes of one language: macrolanguages, and codes that ISO 639 has replaced.
_SAME = {"cmn": "zh", "in": "id", "iw": "he", "nb": "no", "nn": "no", "tl": "fil"}
_UNTOLD = ("", "und", "mul", "zxx")

_HEARD: Final = Metric(
    scorer="language",
    name="input_wrong_language",
    formula=(
        "1 with a sign of another language than the one expected (the scenario's, or the one named), else 0. A sign is "
        "a `languageCode` of another primary language on a piece of the transcription that holds a letter or digit, or "
        f"more than half of the letters (at least {_FEWEST_LETTERS}) in scripts the expected language is not written "
        "in. 0 does not prove the language: languages that share a script are told apart by `languageCode` alone. "
        "Regions are not compared."
    ),
    eligible="spoken turns, turns where `input` is named, and sessions with either",
    unscored=(
        "there is no transcript; or without any `languageCode`, fewer than "
        f"{_FEWEST_LETTERS} letters or a language whose script is not known here"
    ),
    source="evalkit's own: `languageCode` is seldom sent (reference §3.2), so scripts (Unicode names) stand in for it",
    better="lower",
    yes_no=True,
)
_SAID: Final = replace(
    _HEARD,
    name="output_wrong_language",
    eligible="all turns and sessions; where `input` alone is named, none",
)
METRICS: Final = (_HEARD, _SAID)
_BY_SIDE: Final[Mapping[_Side, Metric]] = {"input": _HEARD, "output": _SAID}


@dataclass(frozen=True, slots=True)
class _Finding:
    """What one side's transcript says of its language; `wrong` None when it says nothing."""

    wrong: bool | None
    words: str
    evidence: tuple[int, ...] = ()
    detail: Mapping[str, Any] | None = None


def language(**args: Any) -> Scorer:
    """Measures `input_wrong_language` and `output_wrong_language`: 1 with a sign of another language, 0 without one.

    So 0 does not prove the language: without a languageCode French in a Spanish turn is not seen, for both are written
    in Latin letters; nor is a language that the recogniser wrote down in the expected script.

    Args:
        **args: `input` and `output`, each the BCP-47 language expected on that side; of both that of the scenario when
            neither is given. A side that is named is expected; a typed turn has no input to be heard.

    Raises:
        UsageError: an argument is unknown or no language.
    """
    refuse_unknown("language", args, _SIDES)
    for side, tag in args.items():
        if not isinstance(tag, str) or not tag.strip():
            raise UsageError(f"language.{side}: must be a language such as en or pt-BR, not {shown(tag)}")

    def score(trace: Trace, window: TurnWindow) -> tuple[Score, ...]:
        expected = args or dict.fromkeys(_default_sides(trace, window), trace.scenario.language)
        return tuple(_score(trace, window, side, expected[side]) for side in _SIDES if side in expected)

    return score


def _default_sides(trace: Trace, window: TurnWindow) -> Iterator[_Side]:
    turns = trace.scenario.turns if window.turn is None else (window.turn,)
    if any(turn.spoken for turn in turns):
        yield "input"
    yield "output"


def _score(trace: Trace, window: TurnWindow, side: _Side, tag: str) -> Score:
    found = _finding(trace, window, side, tag)
    return _BY_SIDE[side].score(
        window.index,
        None if found.wrong is None else float(found.wrong),
        passed=found.wrong is False,
        expected=tag,
        explanation=found.words,
        evidence=found.evidence,
        detail={"expected": tag, **(found.detail or {})},
    )


def _finding(trace: Trace, window: TurnWindow, side: _Side, tag: str) -> _Finding:
    text, events = spoken(window, side)
    text = strip_control_tokens(text)
    if not text.strip():
        asked = asks_for(trace, f"{side}AudioTranscription")
        return _Finding(
            None, "no transcript" if asked else f"no transcript: the setup did not ask for {side} transcription"
        )
    told, letters = _told(events), letters_by_script(text)
    detail = {"language_codes": sorted(set(told.values())), "letters": dict(sorted(letters.items())), "text": text}
    return _by_code(told, tag, detail) or _by_script(letters, bool(told), tag, text, events, detail)


def _told(events: tuple[Event, ...]) -> dict[int, str]:
    """The languageCode of each piece that has one and that holds a word, by its `seq`."""
    pieces = [event for event in events if isinstance(event, InputTranscript | OutputTranscript)]
    named = {piece.seq: piece.language or "" for piece in pieces if any(map(str.isalnum, piece.text))}
    return {seq: code for seq, code in named.items() if _primary(code) not in _UNTOLD}


def _by_code(told: Mapping[int, str], tag: str, detail: Mapping[str, Any]) -> _Finding | None:
    other = {seq: code for seq, code in told.items() if _primary(code) != _primary(tag)}
    if not other:
        return None
    return _Finding(True, f"its languageCode is {', '.join(dict.fromkeys(other.values()))}", tuple(other), detail)


def _by_script(
    letters: Counter[str], told: bool, tag: str, text: str, events: tuple[Event, ...], detail: Mapping[str, Any]
) -> _Finding:
    evidence = tuple(event.seq for event in events)
    wanted, count = scripts_of(tag), letters.total()
    known = bool(wanted) and count >= _FEWEST_LETTERS
    foreign = {script: number for script, number in letters.items() if script not in wanted}
    if known and 2 * sum(foreign.values()) > count:
        most = max(foreign, key=lambda script: foreign[script])
        words = f"{sum(foreign.values())} of {count} letters are not {_listed(wanted)} but {most}: {quoted(text)}"
        return _Finding(True, words, evidence, detail)
    if told:
        return _Finding(False, "its languageCode says so", evidence, detail)
    if not known:
        why = f"the script of {tag} is not known here" if not wanted else f"{count} letters are too few to tell by"
        return _Finding(None, f"no languageCode, and {why}", evidence, detail)
    words = f"no languageCode; its letters are {_listed(wanted)}, as those of other languages may be"
    return _Finding(False, words, evidence, detail)


def _listed(scripts: frozenset[str]) -> str:
    return " or ".join(sorted(scripts))


def _primary(tag: str) -> str:
    first = tag.replace("_", "-").split("-")[0].strip().lower()
    return _SAME.get(first, first)
