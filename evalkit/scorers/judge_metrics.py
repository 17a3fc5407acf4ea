"""What the metrics of `judge` are: the score, how far the votes agree, and what they cost."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from evalkit.scorers.metric import Metric

__all__ = ["AGREEMENT", "COST", "METRICS", "SCORE"]

_UNASKED = "no vote is kept, or every vote failed (the explanation says why, and which command asks)"

SCORE: Final = Metric(
    scorer="judge",
    name="judge_score",
    formula=(
        "The mean over the criteria of the median over the votes, from 0 to 1. A vote is one answer of the judge's "
        "model to the kept prompt, and gives each criterion 0, 0.25, 0.5, 0.75 or 1; the median of an even number of "
        "votes is the mean of the middle two. A criterion's limit must hold for its own median. Votes of one model "
        "version only: of several, those of the one with most votes, then of the latest."
    ),
    eligible="turns and sessions that say `judge`",
    unscored=(
        f"{_UNASKED}: then the limits are neither met nor missed; or there is no answer to judge (with `hears: audio` "
        "no audio): then they are missed"
    ),
    source=(
        "the five steps are those of OpenAI's duplex metric contract v2 (peers §3), which takes one vote; several "
        "votes and their median are ours"
    ),
    better="higher",
    versioned_with="judge's model",
)
AGREEMENT: Final = replace(
    SCORE,
    name="judge_agreement",
    formula=(
        "The share of pairs of votes on the same criterion that differ by at most 0.25, one step, over all criteria; "
        "pooled over scores as pairs of pairs. Votes drawn blindly from the five steps would reach 0.52, so 0.52 means "
        "nothing and 1 means that no two votes are further apart than a step. The detail also has the share of equal "
        "pairs (0.2 by chance)."
    ),
    unscored=f"fewer than two votes; {_UNASKED}; there is no answer to judge",
    source="observed agreement with a tolerance of one step, without correction for chance: ours",
)
COST: Final = replace(
    SCORE,
    name="judge_cost_usd",
    formula=(
        "Σ over all kept replies to the question, unusable and replaced ones included, of tokens × price: what the "
        "votes cost when they were asked, also where they were kept with the reference recording and this run asked "
        "nobody. List prices with their date (evalkit.profiles.text_prices), no invoice."
    ),
    unscored=(
        "no reply of a model is kept (made-up votes cost nothing); a reply without token counts; the price of the "
        "model, or of a modality, is not known"
    ),
    source="`usageMetadata` of each reply; thoughts are billed as answered text",
    unit="USD",
    better="lower",
    versioned_with="",
)
METRICS: Final = (SCORE, AGREEMENT, COST)
