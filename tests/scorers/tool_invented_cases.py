"""Hand-made traces of answers that speak a result the model never got."""

from evalkit.trace.trace import Trace
from tests.scorers.known_answers import Case, unscored
from tests.scorers.tool_answer_cases import CELSIUS, a_case, a_trace_of, oslo, result
from tests.traces import a_turn, audio, called, cancelled, said, turn_complete

__all__ = ["INVENTED_CASES"]


def taken_back(words: str) -> Trace:
    """Oslo is asked for, the user cuts in, the call is taken back, and these words answer."""
    return a_trace_of(
        a_turn("Oslo?", oslo(1.5), finish="barged_in"),
        a_turn("No, what is 2 plus 2?", cancelled(5, "a"), audio(6), said(6, words), turn_complete(9), started=4.0),
    )


INVENTED_CASES = (
    Case(
        what="taken back, and a temperature is said all the same",
        trace=taken_back("It is 12 degrees in Oslo."),
        turn=1,
        args=CELSIUS,
        answers={"invented_values": 1, "answer_uses_result": unscored("no response holds it")},
    ),
    Case(
        what="taken back, and only the user's own number is said",
        trace=taken_back("You mean 2 and 2?"),
        turn=1,
        args=CELSIUS,
        answers={"invented_values": 0},
    ),
    Case(
        what="taken back, and the sky of a stub is said: a text counts only when a stub holds it",
        trace=taken_back("Sunny, I would say, and eight."),
        turn=1,
        args={"answer_uses": ["celsius", "sky"]},
        answers={"invented_values": 2},
    ),
    Case(
        what="over the session each turn is looked at by itself",
        trace=taken_back("It is 12 degrees in Oslo."),
        turn=None,
        args=CELSIUS,
        answers={"invented_values": 1},
    ),
    a_case(
        "never answered, and two numbers are said for one value",
        *(oslo(1.5), said(2.5, "Between twenty and thirty."), turn_complete(3)),
        invented_values=1,
        answer_uses_result=unscored("no response holds it"),
    ),
    a_case(
        "two calls never answered, and two numbers: one for each",
        *(oslo(1.5, "a"), called(1.6, "weather", id="b", city="Paris")),
        *(said(2.5, "Twenty and thirty."), turn_complete(3)),
        invented_values=2,
    ),
    a_case(
        "taken back and made again, and answered: the number is the result",
        *(oslo(1.5, "a"), cancelled(1.6, "a"), oslo(1.7, "b"), result(2, "b"), said(2.5, "Twelve."), turn_complete(3)),
        invented_values=0,
        answer_uses_result=1,
        wrong_values=0,
    ),
    a_case(
        "answered by us only after it was taken back: that result does not count",
        *(oslo(1.5), cancelled(1.6, "a"), result(2), said(2.5, "I stopped."), turn_complete(3)),
        invented_values=0,
        answer_uses_result=unscored("no response holds it"),
    ),
    a_case(
        "a function whose stubs hold no such value",
        *(called(1.5, "light", id="a"), said(2.5, "It costs 20."), turn_complete(3)),
        invented_values=0,
    ),
    a_case(
        "never answered, and what was said has no transcript",
        *(oslo(1.5), audio(2.5), turn_complete(3)),
        invented_values=unscored("no transcript of what was said"),
    ),
)
