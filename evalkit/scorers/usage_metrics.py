"""What the metrics of `usage` are: tokens of each kind, their most in a session, their sum, and what they cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from evalkit.profiles.prices import AS_OF
from evalkit.scorers.billing import Kind
from evalkit.scorers.metric import Metric

__all__ = ["BY_NAME", "KINDS", "METRICS", "SELDOM"]

KINDS: Final[Mapping[str, Kind]] = {
    "prompt_tokens": "prompt",
    "response_tokens": "response",
    "thought_tokens": "thought",
    "tool_tokens": "tool",
}
"""Metrics of one kind of tokens."""
SELDOM: Final = ("thought_tokens", "tool_tokens")
"""Those that a server need not tell of: then none told is 0."""

_LAST = (
    "a model turn's last snapshot of `usageMetadata` counts, be it before or after its turnComplete, and never the "
    "sum of its snapshots; a user turn holds several model turns where the model goes on after a tool's answer or an "
    "interruption"
)
_SOURCE = (
    "the server's own counts; snapshots repeat, so the last one wins (tau2-bench#454), and details need not sum to "
    "their total (reference §3.5). Peers that sum snapshots count too much"
)
_NONE_TOLD = "the server reported no usage for the turn, or the turn was never answered"

_PROMPT = Metric(
    scorer="usage",
    name="prompt_tokens",
    formula=f"`promptTokenCount`, summed over the turn's model turns: the whole context, billed again each; {_LAST}.",
    eligible="every turn",
    unscored=f"{_NONE_TOLD}; a snapshot leaves the count out",
    source=f"{_SOURCE}. It is no delta: it grows with the conversation (reference §3.5)",
    unit="tokens",
    better="lower",
)
_RESPONSE = replace(
    _PROMPT,
    name="response_tokens",
    formula=(
        "`responseTokenCount` (Developer API) or `candidatesTokenCount` (Vertex AI), else `totalTokenCount` less the "
        f"prompt's and the tools', as JSON leaves a zero out; summed over the turn's model turns; {_LAST}."
    ),
    source=f"{_SOURCE}. The total is prompt and answer, without thoughts: 564 = 522 + 42",
)
_THOUGHT = replace(
    _PROMPT,
    name="thought_tokens",
    formula=f"`thoughtsTokenCount`, none told being 0, summed over the turn's model turns; {_LAST}.",
    eligible="turns of which the server tells any, and turns with a limit on it",
    unscored=_NONE_TOLD,
    source=f"{_SOURCE}. Thoughts are no part of `totalTokenCount` (reference §3.5: 136 beside 564)",
)
_TOOL = replace(
    _THOUGHT,
    name="tool_tokens",
    formula=f"`toolUsePromptTokenCount`, none told being 0, summed over the turn's model turns; {_LAST}.",
    source=_SOURCE,
)
_SESSION = replace(
    _PROMPT,
    name="session_tokens",
    formula=(
        "Σ over the session's model turns of prompt + tools' prompt + response + thoughts, what each is billed; "
        f"{_LAST}. Snapshots outside any turn count too. What is known of it, where it has no value, is in the detail."
    ),
    eligible="sessions",
    unscored=(
        "no usage at all; none for a turn that the server worked on (an event of an answer, an end of turn or an "
        "interruption); a snapshot without prompt or response tokens; a limit on it under a turn"
    ),
    source=f"{_SOURCE}. Each turn bills the whole context again (reference §3.5, §5.2)",
)
_COST = replace(
    _SESSION,
    name="cost_usd",
    formula=(
        "Σ tokens × price by modality and way over the model turns of the turn or session. Thoughts are priced as text "
        "that is answered, cached tokens in full, tokens of no told modality at the dearest price (the detail has the "
        f"cheapest); list prices of {AS_OF} (evalkit.profiles.prices), no invoice; {_LAST}."
    ),
    eligible="every turn and session",
    unscored=(
        "as of the tokens; the model is not known or has no known price, nor has a modality of its tokens; no token of "
        "a kind has a told modality"
    ),
    source=f"{_SOURCE}. Prices: reference §8.2, each with its doubts in the explanation",
    unit="USD",
)


def _most(of_turn: Metric) -> Metric:
    """Of a session: the turn with the most."""
    return replace(
        of_turn,
        name=f"most_{of_turn.name}",
        follows=of_turn.name,
        formula=f"The largest {of_turn.name} of the session's turns; a limit on {of_turn.name} must hold for each.",
        eligible=f"sessions with a limit on {of_turn.name}",
        unscored=(
            "no turn has a value; or none misses the limit while the server reported no usage for a turn it worked on, "
            "or left the count out"
        ),
    )


_KINDS_OF_TURN = (_PROMPT, _RESPONSE, _THOUGHT, _TOOL)
METRICS: Final = (*_KINDS_OF_TURN, *map(_most, _KINDS_OF_TURN), _SESSION, _COST)
BY_NAME: Final = {metric.name: metric for metric in METRICS}
