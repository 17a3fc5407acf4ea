"""Token counts and costs worked out by hand, at the prices of 2.5 native audio.

In dollars a million tokens: 0.50 of text in, 3.00 of audio in, 2.00 of text out, 12.00 of audio out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evalkit.scenario.model import TextInput
from evalkit.trace.events import Event, SetupSent, UsageReported
from evalkit.trace.trace import Trace
from tests.scorers.known_answers import ABSENT, Answer, Case, unscored
from tests.traces import (
    TurnDraft,
    a_trace,
    a_turn,
    audio,
    called,
    interrupted,
    responded,
    text,
    turn_complete,
)

NATIVE = "models/gemini-2.5-flash-native-audio-latest"
KINDS = ("prompt_tokens", "response_tokens", "thought_tokens", "tool_tokens")
ALL: Mapping[str, Any] = {name: {"max": 1000} for name in KINDS}
UNTOLD = unscored("the server reported no usage for this turn")


def told(t: float | None, prompt: Mapping[str, int], response: Mapping[str, int], **more: Any) -> UsageReported:
    """A snapshot of the Developer API whose details, by modality, sum to the totals."""
    return UsageReported(
        seq=0,
        t=t,
        usage={
            "promptTokenCount": sum(prompt.values()),
            "promptTokensDetails": details(prompt),
            "responseTokenCount": sum(response.values()),
            "responseTokensDetails": details(response),
            **more,
        },
    )


def counts(t: float | None, **fields: Any) -> UsageReported:
    return UsageReported(seq=0, t=t, usage=fields)


def details(tokens: Mapping[str, int]) -> list[dict[str, Any]]:
    return [{"modality": modality, "tokenCount": count} for modality, count in tokens.items()]


def tool_added(count: int) -> dict[str, Any]:
    """So much text was added to the prompt by tools."""
    return {"toolUsePromptTokenCount": count, "toolUsePromptTokensDetails": details({"TEXT": count})}


def session(*turns: TurnDraft, model: str = NATIVE, **more: Any) -> Trace:
    return a_trace(*turns, before=[SetupSent(seq=0, t=-1.0, setup={"model": model})], **more)


def of_turn(what: str, answers: tuple[Answer, ...], *events: Event, user: Any = "Hi?", **more: Any) -> Case:
    """One turn: prompt, response, thought and tool tokens, and the cost in millionths of a dollar."""
    names = (*KINDS, "cost_usd")
    known = dict(zip(names, answers, strict=True))
    if isinstance(known["cost_usd"], float | int):
        known["cost_usd"] /= 1e6
    return Case(
        what=what, trace=session(a_turn(user, *events), **more), args=ALL, answers=known, tolerance=1e-9
    )  # fmt: skip


def of_session(what: str, trace: Trace, tokens: Answer, cost: Answer, *most: Answer, **args: Any) -> Case:
    """A session: its tokens, its cost in millionths of a dollar, and the most of each kind in a turn."""
    known = {f"most_{name}": answer for name, answer in zip(KINDS, most, strict=False)}
    usd = cost / 1e6 if isinstance(cost, float | int) else cost
    answers = {"session_tokens": tokens, "cost_usd": usd, **known}
    return Case(what=f"session: {what}", trace=trace, args=args or ALL, turn=None, answers=answers, tolerance=1e-9)


SHORT = told(2, {"AUDIO": 100, "TEXT": 20}, {"AUDIO": 50})
# 100 × 3 + 20 × 0.5 + 50 × 12
SHORT_COST = 910

TURNS = (
    of_turn("audio and text in, audio out", (120, 50, 0, 0, SHORT_COST), audio(1.5), turn_complete(2), SHORT),
    # The last of the snapshots counts: 100 × 3 + 30 × 12.
    of_turn(
        "the same turn is told three times", (100, 30, 0, 0, 660), audio(1.5), told(1.5, {"AUDIO": 100}, {"AUDIO": 5}),
        told(1.6, {"AUDIO": 100}, {"AUDIO": 5}), turn_complete(2), told(2.1, {"AUDIO": 100}, {"AUDIO": 30}),
    ),
    # Two model turns, each bills its context: 100 + 160 in, 8 + 40 out; 260 × 3 + 8 × 2 + 40 × 12.
    of_turn(
        "a tool's answer begins a second model turn", (260, 48, 0, 0, 1276),
        called(1.2, "t"), turn_complete(1.3), told(1.3, {"AUDIO": 100}, {"TEXT": 8}), responded(1.5, "t"), audio(2),
        turn_complete(3), told(3, {"AUDIO": 160}, {"AUDIO": 40}),
    ),
    # 100 × 3 + 20 × 12, and the 70 thoughts as text that is answered, 70 × 2.
    of_turn(
        "thoughts are no part of the answer", (100, 20, 70, 0, 680), audio(1.5), turn_complete(2),
        told(2, {"AUDIO": 100}, {"AUDIO": 20}, thoughtsTokenCount=70),
    ),
    # 100 × 3 + 200 × 0.5 + 20 × 12
    of_turn(
        "a tool adds to the prompt", (100, 20, 0, 200, 640), audio(1.5), turn_complete(2),
        told(2, {"AUDIO": 100}, {"AUDIO": 20}, **tool_added(200)),
    ),
    # Vertex AI's names for the answer: 10 × 0.5 + 25 × 12.
    of_turn(
        "the other backend's names", (10, 25, 0, 0, 305), audio(1.5), turn_complete(2),
        counts(2, promptTokenCount=10, promptTokensDetails=details({"TEXT": 10}), candidatesTokenCount=25,
               candidatesTokensDetails=details({"AUDIO": 25})),
        user=TextInput("Hi?"),
    ),
    # 522 in, of which the details tell 332 + 165 = 497; the other 25 at the dearest, 3. 42 out is the total less the
    # prompt: 332 × 0.5 + 165 × 3 + 25 × 3, and the answer's modality is not told at all.
    of_turn(
        "details do not sum, and the answer is what the total leaves",
        (522, 42, 136, 0, unscored("does not say of what modality its 42 response tokens are")), audio(1.5),
        turn_complete(2),
        counts(2, promptTokenCount=522, promptTokensDetails=details({"TEXT": 332, "AUDIO": 165}), totalTokenCount=564,
               thoughtsTokenCount=136),
    ),
    # 90 of 100 told as audio, the other 10 at the dearest: 90 × 3 + 10 × 3 + 5 × 12.
    of_turn(
        "a modality is not told of some", (100, 5, 0, 0, 360), audio(1.5), turn_complete(2),
        counts(2, promptTokenCount=100, promptTokensDetails=details({"AUDIO": 90}), responseTokenCount=5,
               responseTokensDetails=details({"AUDIO": 5})),
    ),
    of_turn(
        "the answer is left out", (100, unscored("leaves this count out"), 0, 0, unscored("not tell the response")),
        audio(1.5), turn_complete(2), counts(2, promptTokenCount=100, promptTokensDetails=details({"AUDIO": 100})),
    ),
    of_turn("a turn without usage", (UNTOLD, UNTOLD, UNTOLD, UNTOLD, UNTOLD), audio(1.5), turn_complete(2)),
    of_turn(
        "an interruption without usage", (unscored("which was interrupted"),) * 5, audio(1.5), interrupted(2),
    ),
    of_turn("an interruption with it", (120, 50, 0, 0, SHORT_COST), audio(1.5), interrupted(2), SHORT),
    of_turn("no answer at all", (unscored("the turn was never answered (turn_complete)"),) * 5),
    of_turn("snapshots without a count", (UNTOLD,) * 5, audio(1.5), turn_complete(2), counts(2, serviceTier=1)),
    of_turn("usage before the user had ended", (120, 50, 0, 0, SHORT_COST), audio(0.5), turn_complete(0.8),
            told(0.8, {"AUDIO": 100, "TEXT": 20}, {"AUDIO": 50})),
    of_turn("without times", (120, 50, 0, 0, SHORT_COST), audio(1.5), turn_complete(2), SHORT, timed=False),
    of_turn("cut off behind the usage", (120, 50, 0, 0, SHORT_COST), audio(1.5), SHORT, complete=False),
    of_turn("no price is known", (120, 50, 0, 0, unscored("the price of else-1 is not known here")), audio(1.5),
            turn_complete(2), SHORT, model="models/else-1"),
    of_turn("a modality without a price", (7, 5, 0, 0, unscored("the price of DOCUMENT in is not known")),
            text(1.5, "Hi."),
            turn_complete(2), told(2, {"DOCUMENT": 7}, {"TEXT": 5})),
    of_turn("nothing came out", (120, 0, 0, 0, 310), turn_complete(2), told(2, {"AUDIO": 100, "TEXT": 20}, {})),
)  # fmt: skip


def answered(at: float, prompt: int, response: int, **more: Any) -> TurnDraft:
    """A turn of audio alone."""
    usage = told(at + 1, {"AUDIO": prompt}, {"AUDIO": response}, **more)
    return a_turn("Hi?", audio(at + 0.5), turn_complete(at + 1), usage)


def unanswered(at: float) -> TurnDraft:
    return a_turn("Hi?", audio(at + 0.5), turn_complete(at + 1))


BOTH_TURNS = (answered(0, 100, 10), answered(5, 300, 20))
MISSING = unscored("the server reported no usage for turn 2")
ONE_KNOWN = session(answered(0, 100, 10), unanswered(5))

SESSIONS = (
    # 110 + 320; (100 + 300) × 3 + 30 × 12.
    of_session("each turn bills the whole context", session(*BOTH_TURNS), 430, 1560, 300, 20, 0, 0),
    of_session("one turn", session(answered(0, 100, 10)), 110, 420, 100, 10, 0, 0),
    # 110 + 320 + 70 thoughts: 1560 + 70 × 2.
    of_session(
        "thoughts are billed", session(answered(0, 100, 10), answered(5, 300, 20, thoughtsTokenCount=70)), 500, 1700,
        300, 20, 70, 0,
    ),
    # 110 + 320 + 9 of a tool, as text in: 1560 + 9 × 0.5.
    of_session(
        "what tools add is billed",
        session(
            answered(0, 100, 10, **tool_added(9)),
            answered(5, 300, 20),
        ),
        439, 1564.5, 300, 20, 0, 9,
    ),
    of_session(
        "the most of each kind is in another turn",
        session(
            answered(0, 500, 1, thoughtsTokenCount=3), answered(5, 10, 90),
            answered(9, 10, 5, **tool_added(2)),
        ),
        # 501 + 3 + 100 + 15 + 2; 520 × 3 + 96 × 12 + 3 × 2 + 2 × 0.5
        621, 2719, 500, 90, 3, 2,
    ),
    of_session("usage outside any turn is billed too", session(answered(5, 100, 10), after=[
        told(9, {"AUDIO": 50}, {"AUDIO": 1}), turn_complete(9)]), 161, 582, 100, 10, 0, 0),
    of_session("nobody answered one", session(answered(0, 100, 10), a_turn("Hm.")), 110, 420, 100, 10, 0, 0),
    of_session("a turn without usage", ONE_KNOWN, MISSING, MISSING, *(MISSING,) * 4),
    # The turn that is known misses the limit of 50 by itself.
    of_session("it is missed all the same", ONE_KNOWN, MISSING, MISSING, 100, prompt_tokens={"max": 50}),
    of_session("no usage at all", session(unanswered(0)), *(unscored("the server reported no usage"),) * 6),
    of_session("nothing happened", session(), *(unscored("the server reported no usage"),) * 2),
    of_session("without times", session(*BOTH_TURNS, timed=False), 430, 1560, 300, 20, 0, 0),
    of_session("cut off", session(*BOTH_TURNS, complete=False), 430, 1560, 300, 20, 0, 0),
    of_session("no price", session(*BOTH_TURNS, model="m"), 430, unscored("price of m is not known"), 300, 20, 0, 0),
    of_session("no limits", session(*BOTH_TURNS), 430, 1560, ABSENT, ABSENT, ABSENT, ABSENT, session_tokens={"max": 1}),
    Case(
        what="a limit on the session's tokens under a turn",
        trace=session(*BOTH_TURNS),
        args={"session_tokens": {"max": 1}},
        answers={"session_tokens": unscored("write it under the scenario's own expect"), "thought_tokens": ABSENT},
    ),
)  # fmt: skip

CASES = (*TURNS, *SESSIONS)
