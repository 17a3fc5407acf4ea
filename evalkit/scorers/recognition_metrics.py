"""What the metrics of `recognition` are: the audio of an answer, as a recogniser heard it, against its transcript."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from evalkit.scorers.metric import Metric

__all__ = ["BY_NAME", "FEWEST_WORDS", "LEAST_HEARD", "METRICS", "OTHER_WORDS", "WORD_COUNTS"]

FEWEST_WORDS: Final = 5
"""Units of a transcript below which it cannot be told that something else was spoken."""
LEAST_HEARD: Final = 0.2
"""Share of a transcript's units below which something else was spoken."""

_COMPARED = (
    "The transcript is the turn's output transcription, the audio all that arrived of the answer, as a speech "
    "recogniser wrote it down; both are compared after normalisation in the scenario's language "
    "(evalkit.text.normalize)"
)
_ALIGNED = (
    "Aligned at the fewest S + D + I; of those alignments the one that leaves the most words at the end of the "
    "transcript without anything, and then the fewest S"
)
_CUT = (
    "Of an answer that was interrupted or broken off, either may be ahead of the other: all of one is compared with "
    "the beginning of the other that gives the fewest errors, of several the longest, and the rest is no error"
)
_ELIGIBLE = "turns, or a session, with `recognition` under `expect`; a session takes in all its turns"
_UNSCORED = (
    "the answer has no audio or no output transcription, nobody has recognised the audio, or the recogniser failed (a "
    "session leaves such turns out)"
)
_EMPTY = "the transcript holds nothing once normalised"
_OF_SESSION = "Of a session: of its worst turn"

_WER = Metric(
    scorer="recognition",
    name="audio_wer",
    formula=(
        f"(S + D + I) / (H + S + D) in words, the transcript being the reference. {_COMPARED}. {_ALIGNED}. {_CUT}. Of "
        "a session, and of several attempts: of the summed counts, never a mean of rates."
    ),
    eligible=f"{_ELIGIBLE}; languages written without spaces get `audio_cer` instead",
    unscored=f"{_UNSCORED}; {_EMPTY}",
    source=(
        "the WER of jiwer and NIST sclite, between audio and transcript of one answer: the speech fidelity that "
        "text-to-speech is measured by, with a recogniser between. It holds the recogniser's own errors, so it means "
        "nothing below their rate (docs/recognition.md). Output transcripts may be cut short or run ahead of the audio "
        "(reference §4.3, §7)"
    ),
    better="lower",
    versioned_with="text normaliser",
)
_CER = replace(
    _WER,
    name="audio_cer",
    formula=(
        "(S + D + I) / (H + S + D) in characters (Unicode code points after normalisation). In a language written "
        "without spaces they are left out; in any other the single spaces between words count. The rest as of "
        "`audio_wer`."
    ),
    eligible=f"{_ELIGIBLE}, in a language written without spaces; in any other where it has a limit",
)
_HEAD = replace(
    _WER,
    name="unspoken_head",
    formula=(
        "Words of the transcript before the first one that the recogniser heard anything for (H or S), in the "
        f"alignment of `audio_wer`; all of them when it heard nothing for any. {_OF_SESSION}."
    ),
    eligible=f"{_ELIGIBLE}; languages written with spaces only",
    source="evalkit's own: audio whose beginning is lost, which a rate hides",
    unit="words",
)
_TAIL = replace(
    _HEAD,
    name="unspoken_tail",
    formula=(
        "Words of the transcript after the last one that the recogniser heard anything for (H or S), in the alignment "
        f"of `audio_wer`; 0 when it heard nothing for any, for then all are the head. {_OF_SESSION}."
    ),
    unscored=(
        f"{_UNSCORED}; {_EMPTY}; the answer was interrupted or broken off, so that audio must be missing at its end"
    ),
    source="evalkit's own: audio that ends before its transcript does (reference §7), which a rate hides",
)
_GAP = replace(
    _HEAD,
    name="unspoken_gap",
    formula=(
        "Words in the longest run of the transcript that the recogniser heard nothing for (D), between the first and "
        f"the last one that it heard anything for, in the alignment of `audio_wer`. {_OF_SESSION}."
    ),
    source="evalkit's own: audio with a hole in it. A recogniser leaves out single words; it seldom leaves out three",
)
_EXTRA = replace(
    _HEAD,
    name="untranscribed_words",
    formula=(
        "Words in the longest run that the recogniser heard and the transcript has nothing for (I), in the alignment "
        f"of `audio_wer`. {_OF_SESSION}."
    ),
    unscored=_UNSCORED,
    source=(
        "evalkit's own: speech without its transcript (reference §7: transcripts cut short), another answer's audio, "
        "or words that the recogniser made up"
    ),
)
_OTHER = replace(
    _WER,
    name="other_words",
    formula=(
        f"1 when H / (H + S + D) is below {LEAST_HEARD:g}, else 0, in the words of `audio_wer` (the characters of "
        "`audio_cer` in a language written without spaces): what is spoken is not what is written, as with another "
        "answer's audio, another language, gibberish, noise or a wrong sample rate. Of a session: 1 when of one turn."
    ),
    eligible=_ELIGIBLE,
    unscored=f"{_UNSCORED}; the transcript, as far as it is compared, has fewer than {FEWEST_WORDS} words",
    source="evalkit's own; 35 of 40 answers with another one's audio fell below that share (docs/recognition.md)",
    yes_no=True,
)

METRICS: Final = (_WER, _CER, _HEAD, _TAIL, _GAP, _EXTRA, _OTHER)
BY_NAME: Final = {metric.name: metric for metric in METRICS}
OTHER_WORDS: Final = _OTHER.name
WORD_COUNTS: Final = tuple(metric.name for metric in (_HEAD, _TAIL, _GAP, _EXTRA))
