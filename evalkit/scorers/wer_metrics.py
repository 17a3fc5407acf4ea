"""What the metrics of `wer` are: one family a side, of what the server heard and of what the model said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from evalkit.scorers.metric import Metric

__all__ = ["BY_NAME", "METRICS"]

_ALIGNED = (
    "S, D, I and H are the substitutions, deletions, insertions and hits of the alignment with the fewest S + D + I, "
    "and of those the fewest S"
)
_TEXTS = (
    "Reference and transcript are compared after normalisation in the scenario's language (docs/normalising.md); "
    "the transcript is the turn's pieces joined as they came, without control tokens"
)
_COPIES = (
    "An input transcription whose pieces are n equal copies counts as often as the reference has room for it, at least "
    "once"
)
_ON_REQUEST = "as the word error rate, where `wer` asks for it"
_NO_DATA = (
    "the turn has no transcript (a session's value leaves such turns out, and its limit is then unmet); the "
    "words of the user's audio are not known; the turn is typed"
)
_SAID_SINCE = "the kinds of errors are unique (values are the same)"
_EMPTY = "the reference holds nothing once normalised (S, D, I and H are still in the detail)"

_WER = Metric(
    scorer="wer",
    name="input_wer",
    formula=(
        f"(S + D + I) / (H + S + D) in words. {_ALIGNED}. {_TEXTS}. {_COPIES}. It can pass 1. Of a session, and of "
        "several attempts: of the summed counts, never a mean of rates."
    ),
    eligible=(
        "spoken turns whose words are known from `say` or `transcript`, and sessions; languages written without spaces "
        "between words get the character error rate instead"
    ),
    unscored=f"{_NO_DATA}; {_EMPTY}",
    source=(
        "the WER of jiwer and of NIST sclite, whose splitting into S, D and I (weights 4, 3, 3) is this one unless it "
        "takes one more error to spare four substitutions; English is normalised as on the Open ASR Leaderboard "
        "(Whisper's) with rules added. An empty reference has no rate, where jiwer gives 1. Copies: reference §7; "
        "joining: reference §3.2. EVA skips WER for speech-to-speech models"
    ),
    better="lower",
    version=2,
    changes={2: "a transcription that came several times over is counted once, and the kinds of errors are unique"},
    versioned_with="text normaliser",
)
_CER = replace(
    _WER,
    name="input_cer",
    formula=(
        "(S + D + I) / (H + S + D) in characters (Unicode code points after normalisation). In a language written "
        "without spaces between words (zh, yue, wuu, cmn, ja, th, lo, km, my) spaces are left out; in any other the "
        f"single spaces between words count. {_ALIGNED}. {_TEXTS}. {_COPIES}. Pooled as the word error rate."
    ),
    eligible=(
        "as the word error rate: always in a language written without spaces, in any other where `wer` asks for `cer`"
    ),
    source="the CER of jiwer, which counts spaces in every language and gives the number inserted for no reference",
    changes={2: "as the word error rate, also where it is asked for beside it (values are the same)"},
)
_MER = replace(
    _WER,
    name="input_mer",
    formula=(
        "(S + D + I) / (H + S + D + I), 0 to 1, in words, or in characters in a language written without spaces. "
        f"{_ALIGNED}; the rest as of the word error rate. Pooled as the sum of the parts over the sum of the wholes."
    ),
    eligible=_ON_REQUEST,
    unscored=f"{_NO_DATA}; reference and transcript are both empty once normalised",
    source=(
        "match error rate of Morris, Maier and Green 2004. jiwer's `mer` is the same or higher: of the alignments with "
        "the fewest errors this one has the most hits, that of jiwer any number"
    ),
    version=1,
    changes={},
)
_HEAD = replace(
    _WER,
    name="input_missing_head",
    formula=(
        "Words of the reference before the first one that anything stands for, right or wrong (H or S), in the "
        "alignment of the word error rate; all of them when nothing does. Of a session: their sum over its turns."
    ),
    eligible=f"{_ON_REQUEST}; words only in a language written with spaces",
    unscored=f"{_NO_DATA}; the reference holds nothing once normalised",
    source=(
        "evalkit's own: speech lost as a turn begins or is cut off, which a rate hides (reference §7: output "
        "transcripts cut short, swallowed utterances)"
    ),
    unit="words",
    version=1,
    changes={},
)
_TAIL = replace(
    _HEAD,
    name="input_missing_tail",
    formula=(
        "Words of the reference after the last one that anything stands for, right or wrong (H or S), in the "
        "alignment of the word error rate; 0 when nothing stands for any, for then all of them are the missing head. "
        "Of a session: their sum over its turns."
    ),
)


def _in_characters(edge: Metric) -> Metric:
    return replace(
        edge,
        name=f"{edge.name}_characters",
        formula=edge.formula.replace("Words", "Characters", 1).replace("word error", "character error"),
        eligible=f"{_ON_REQUEST}, in a language written without spaces",
        unit="characters",
    )


def _said(heard: Metric) -> Metric:
    """The same of what the model said."""
    return replace(
        heard,
        name=heard.name.replace("input", "output"),
        formula=f"As {heard.name}, of what the model said{'; copies are not looked for' * (_COPIES in heard.formula)}.",
        eligible=(
            "turns, or a session, where `wer` gives `output` a reference; a session without one of its own pools its "
            f"turns'. Metrics and languages: as of {heard.name}"
        ),
        unscored=heard.unscored.replace(
            _NO_DATA,
            "no reference is given, or there is no transcript (the output transcription, or else the text parts, never "
            "thoughts)",
        ),
        changes=dict.fromkeys(heard.changes, _SAID_SINCE),
    )


def _family() -> Iterator[Metric]:
    heard = (_WER, _CER, _MER, _HEAD, _TAIL, _in_characters(_HEAD), _in_characters(_TAIL))
    yield from heard
    yield from map(_said, heard)


METRICS: Final = tuple(_family())
BY_NAME: Final = {metric.name: metric for metric in METRICS}
