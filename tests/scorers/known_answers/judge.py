"""Votes of a judge with scores, agreements and costs worked out by hand.

Score: the median of each criterion's votes, then their mean. Agreement: pairs of votes on one criterion within 0.25,
of all pairs. Cost: the sum of all replies' costs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from evalkit.scenario.model import TextInput
from evalkit.trace.trace import Trace
from tests.scorers.judge_votes import asked_about, failed_vote, judged, vote, with_annotations
from tests.scorers.known_answers import Answer, Case, unscored
from tests.traces import (
    a_trace,
    a_turn,
    audio,
    called,
    heard,
    interrupted,
    responded,
    said,
    text,
    turn_complete,
)

ONE: Mapping[str, Any] = {"criteria": {"kind": {"rubric": "It is kind.", "min": 0.5}}}
TWO: Mapping[str, Any] = {"criteria": {"kind": {"rubric": "It is kind."}, "brief": {"rubric": "It is brief."}}}
FIVE: Mapping[str, Any] = {**ONE, "votes": 5}
HEARD: Mapping[str, Any] = {**ONE, "hears": "audio"}
CENT: Mapping[str, Any] = {"cost_usd": 0.01, "as_of": "2026-10-07"}
UNKNOWN: Mapping[str, Any] = {"cost_usd": None, "why": "the price of gemini-9 is not known"}

ANSWERED = a_trace(a_turn("My parcel is lost.", said(1.5, "I am sorry."), audio(1.5, 0.5), turn_complete(2.2)))
NEGATIVE = a_trace(a_turn("My parcel is lost.", said(0.4, "I am sorry."), audio(0.4, 0.3), turn_complete(0.9)))
SILENT = a_trace(a_turn("My parcel is lost.", heard(1.2, "my parcel is lost"), turn_complete(1.5)))
NOTHING = a_trace(a_turn("My parcel is lost.", finish="no_response"))
WORDS_ONLY = a_trace(a_turn("My parcel is lost.", said(1.5, "I am sorry."), turn_complete(2.2)))
CUT = a_trace(a_turn("My parcel is lost.", said(1.5, "I am"), audio(1.5, 0.2), finish=""), complete=False)
INTERRUPTED = a_trace(
    a_turn("My parcel is lost.", said(1.5, "I am so"), audio(1.5, 0.5), interrupted(1.8), finish="barged_in"),
    a_turn(
        "Now!", said(3.5, "Yes."), audio(3.5, 0.3), turn_complete(4.0), started=1.7, speech_ended=2.5, input_ended=2.5
    ),
)
UNTIMED = a_trace(a_turn("My parcel is lost.", said(None, "I am sorry."), turn_complete(None)), timed=False)
TYPED = a_trace(a_turn(TextInput("Ist mein Paket weg? 📦"), text(1.5, "Es tut mir leid 😢"), turn_complete(2.0)))
TOOLS = a_trace(
    a_turn(
        "Where is it?",
        called(1.4, "find", id="1", number=7),
        responded(1.6, "find", id="1", place="Rome"),
        said(2.0, "In Rome."),
        audio(2.0, 0.4),
        turn_complete(2.5),
    )
)


def case(
    what: str, trace: Trace, score: Answer, agreement: Answer, cost: Answer, args: Mapping[str, Any] = ONE, **rest: Any
) -> Case:
    answers = {"judge_score": score, "judge_agreement": agreement, "judge_cost_usd": cost}
    return Case(what=what, trace=trace, args=args, answers=answers, **rest)


def unanswered(what: str, trace: Trace, why: str, args: Mapping[str, Any] = ONE) -> Case:
    """There is nothing to judge, and so nothing to agree on or to pay for."""
    return case(what, trace, unscored(why), unscored(why), unscored(why), args)


def priced(trace: Trace, *costs: Mapping[str, Any], args: Mapping[str, Any] = ONE) -> Trace:
    """Votes of 0.5 each, with what they cost."""
    question = asked_about(trace, args)
    made = [vote(question, number, [0.5], usage=each) for number, each in enumerate(costs, start=1)]
    return with_annotations(trace, *made)


def mixed(*judges: tuple[str, Sequence[float]]) -> Trace:
    """Votes on one criterion, each of a judge of its own name."""
    question = asked_about(ANSWERED, FIVE)
    made = [vote(question, number, scores, by=by, usage=CENT) for number, (by, scores) in enumerate(judges, start=1)]
    return with_annotations(ANSWERED, *made)


QUESTION = asked_about(ANSWERED, ONE)
FREE = unscored("no reply of a judge is kept")

CASES = (
    # Equal votes: the median of 0.75 three times; 3 of 3 pairs; 3 × 0.01.
    case("three equal votes", judged(ANSWERED, ONE, [0.75], [0.75], [0.75], usage=CENT), 0.75, 1.0, 0.03),
    # Median of 0, 0.5, 1 is 0.5; the pairs are 0.5, 1 and 0.5 apart: none within 0.25.
    case("three votes far apart", judged(ANSWERED, ONE, [0.0], [1.0], [0.5], usage=CENT), 0.5, 0.0, 0.03),
    # Medians 0.5 and 1, mean 0.75. Pairs: 0.25, 0.25, 0.5 and 0, 0, 0: 5 of 6.
    case(
        "two criteria",
        judged(ANSWERED, TWO, [0.25, 1.0], [0.5, 1.0], [0.75, 1.0], usage={"cost_usd": 0.002}),
        0.75,
        5 / 6,
        0.006,
        TWO,
    ),
    # Two of three votes: the median of 0.5 and 1 is their mean; they are 0.5 apart.
    case("a vote that nobody was asked for", judged(ANSWERED, ONE, [0.5], [1.0], usage=CENT), 0.75, 0.0, 0.02),
    # 0.25, 0.5, 0.5, 0.75, 1: median 0.5; of 10 pairs apart by more than 0.25: 0.25-0.75, 0.25-1, 0.5-1, 0.5-1.
    case(
        "five votes", judged(ANSWERED, FIVE, [0.25], [0.5], [0.5], [0.75], [1.0], usage=CENT), 0.5, 6 / 10, 0.05, FIVE
    ),
    # One vote has no pair; its cost is known all the same.
    case(
        "one vote",
        judged(ANSWERED, {**ONE, "votes": 1}, [0.25], usage=CENT),
        0.25,
        unscored("it takes two votes"),
        0.01,
        {**ONE, "votes": 1},
    ),
    # A model's vote beyond those wanted does not count, but it was paid for.
    case("more votes than wanted", judged(ANSWERED, ONE, [0.0], [0.0], [0.0], [1.0], usage=CENT), 0.0, 1.0, 0.04),
    # Of a vote cast twice the later one counts, 1 and not 0; both were paid for.
    case(
        "a vote cast anew",
        with_annotations(ANSWERED, vote(QUESTION, 1, [0.0], usage=CENT), vote(QUESTION, 1, [1.0], usage=CENT)),
        1.0,
        unscored("it takes two votes"),
        0.02,
    ),
    # Votes 2 and 3 did not come: the median of 0.75 alone. The reply that ran out of tokens was paid for.
    case(
        "failed votes",
        with_annotations(
            ANSWERED,
            vote(QUESTION, 1, [0.75], usage=CENT),
            failed_vote(QUESTION, 2, "the judge's answer ran out of tokens: MAX_TOKENS", CENT),
            failed_vote(QUESTION, 3, "no answer within 120 s"),
        ),
        0.75,
        unscored("it takes two votes"),
        0.02,
    ),
    case(
        "every vote failed",
        with_annotations(ANSWERED, *(failed_vote(QUESTION, number, "HTTP 403") for number in (1, 2, 3))),
        unscored("none of 3 votes is usable: votes 1, 2, 3: HTTP 403"),
        unscored("HTTP 403"),
        FREE,
    ),
    # Made-up votes are votes, and nobody was paid for them.
    case(
        "made-up votes",
        judged(ANSWERED, ONE, [1.0], [0.75], [0.5], provenance="synthetic"),
        0.75,
        2 / 3,
        unscored("made-up votes cost nothing"),
    ),
    # Two judges: three votes of b (0.25, 0.5, 0.5) against two of a; a's were paid for too.
    case(
        "two judges are not pooled",
        mixed(("a", [1.0]), ("b", [0.25]), ("a", [1.0]), ("b", [0.5]), ("b", [0.5])),
        0.5,
        1.0,
        0.05,
        FIVE,
    ),
    # As many votes of either: those of the later one, b. 0 and 0.5 are 0.5 apart.
    case(
        "two judges of as many votes",
        mixed(("a", [1.0]), ("a", [1.0]), ("b", [0.0]), ("b", [0.5])),
        0.25,
        0.0,
        0.04,
        FIVE,
    ),
    case("nobody was asked", ANSWERED, unscored("no vote is kept of 3 votes"), unscored("no vote is kept"), FREE),
    case(
        "votes on another answer",
        with_annotations(ANSWERED, *judged(CUT, ONE, [1.0], [1.0], [1.0], usage=CENT).annotations),
        unscored("no vote is kept"),
        unscored("no vote is kept"),
        FREE,
    ),
    unanswered("no answer at all", NOTHING, "there is no answer to judge"),
    unanswered("only the user was heard", SILENT, "there is no answer to judge"),
    unanswered("a transcript and no audio to hear", WORDS_ONLY, "the answer has no audio", HEARD),
    # What a judge hears is another question than what it reads.
    case(
        "heard, with votes of a reader",
        judged(ANSWERED, ONE, [1.0], [1.0], [1.0], usage=CENT),
        unscored("no vote is kept"),
        unscored("no vote is kept"),
        FREE,
        HEARD,
    ),
    case("heard", judged(ANSWERED, HEARD, [0.25], [0.25], [0.5], usage=CENT), 0.25, 1.0, 0.03, HEARD),
    case("an answer before the user ended", judged(NEGATIVE, ONE, [0.5], [0.5], [1.0], usage=CENT), 0.5, 1 / 3, 0.03),
    case("a recording that was cut off", judged(CUT, ONE, [0.0], [0.25], [0.0], usage=CENT), 0.0, 1.0, 0.03),
    case("an interrupted answer", judged(INTERRUPTED, ONE, [0.25], [0.5], [1.0], usage=CENT), 0.5, 1 / 3, 0.03),
    # The second turn has votes of its own; the first has none.
    case(
        "two turns, the later one judged",
        judged(INTERRUPTED, ONE, [1.0], [0.0], [1.0], usage=CENT, turn=1),
        1.0,
        1 / 3,
        0.03,
        turn=1,
    ),
    case(
        "two turns, the earlier one not judged",
        judged(INTERRUPTED, ONE, [1.0], [0.0], [1.0], usage=CENT, turn=1),
        unscored("no vote is kept"),
        unscored("no vote is kept"),
        FREE,
    ),
    case(
        "a whole session",
        judged(INTERRUPTED, TWO, [0.0, 1.0], [0.25, 1.0], [0.25, 0.0], usage=CENT, turn=None),
        # Medians 0.25 and 1; pairs 0.25, 0.25, 0 and 0, 1, 1: 4 of 6.
        0.625,
        4 / 6,
        0.03,
        TWO,
        turn=None,
    ),
    case("a recording without times", judged(UNTIMED, ONE, [0.75], [1.0], [1.0], usage=CENT), 1.0, 1.0, 0.03),
    case("typed, and answered in emoji", judged(TYPED, ONE, [0.5], [0.75], [0.75], usage=CENT), 0.75, 1.0, 0.03),
    case("a turn with a tool call", judged(TOOLS, ONE, [0.0], [0.75], [0.25], usage=CENT), 0.25, 1 / 3, 0.03),
    # 0.01 + 0.004 + 0, which a free model may well cost.
    case("costs that differ", priced(ANSWERED, CENT, {"cost_usd": 0.004}, {"cost_usd": 0}), 0.5, 1.0, 0.014),
    case("a price nobody knows", priced(ANSWERED, CENT, UNKNOWN), 0.5, 1.0, unscored("gemini-9 is not known")),
    case(
        "a cost that is none", priced(ANSWERED, {"cost_usd": "much"}), 0.5, unscored("two votes"), unscored("unknown")
    ),
    # A vote off the scale, one without a reason and one on nothing are no votes.
    case(
        "votes that are none",
        with_annotations(
            ANSWERED,
            vote(QUESTION, 1, [0.6], usage=CENT),
            replace(vote(QUESTION, 2, [1.0]), answer={"votes": {"kind": {"score": 1}}}),
            replace(vote(QUESTION, 3, [1.0]), answer={"votes": {}}),
        ),
        unscored("vote 1: kind was given '0.6', which is not on the scale; vote 2: the vote on kind gives no reason"),
        unscored("not on the scale"),
        0.01,
    ),
)
