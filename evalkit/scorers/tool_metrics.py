"""What each metric of the tools scorer means."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from evalkit.scorers.metric import Metric

__all__ = [
    "ACCURACY",
    "AFTER_CANCELLATION",
    "DUPLICATE",
    "HALLUCINATED",
    "INVALID",
    "INVENTED",
    "IRRELEVANCE",
    "METRICS",
    "OK",
    "PRECISION",
    "RECALL",
    "UNEXPECTED",
    "USES",
    "WRONG",
]

_WHERE = "each turn, or session, whose `expect.tools` says what calls are expected (`calls` or `none`)"
_ANYWHERE = "each turn, or session, with `expect.tools`"
_PAIRED = (
    "Expected and actual calls of one name are paired one to one at the least cost (Hungarian method): most required "
    "calls exactly as expected, then most calls exactly, then most required calls, then fewest arguments that differ"
)
_EFFECTIVE = "A call that was cancelled and then made again in the same turn, or session, counts once"
_ONCE = "of equal calls that were all made before one of them was cancelled, each counts"
_CUT_OFF = "none came, and the recording ends before it could come"

OK: Final = Metric(
    scorer="tools",
    name="tools_ok",
    formula=(
        f"1 when every required call was made with the arguments expected and no other was made, else 0. {_PAIRED}; "
        "with `order: strict` in the order of the list, with `order: parallel` all before the first answer to one of "
        "them. An argument that is not expected is wrong, unless `args` holds `'*': any`. With `allow_extra` other "
        f"calls may be made, but none of a function that was never declared. {_EFFECTIVE}."
    ),
    eligible=_WHERE,
    unscored="never: a call that is not in the recording was not made",
    source=(
        "BFCL's AST check (gorilla, ast_checker.py), of which docs/tools.md lists every rule and difference; orders as "
        "ADK's tool_trajectory has them: EXACT is `strict`, IN_ORDER is `strict` with `allow_extra`, ANY_ORDER is "
        "`any` with `allow_extra`. Calls: reference §3.4"
    ),
    better="higher",
    yes_no=True,
    version=2,
    changes={2: f"{_ONCE}; a function that a contextUpdate declares is declared (reference §2.8)"},
)
RECALL: Final = Metric(
    scorer="tools",
    name="tool_recall",
    formula=f"Required calls that were made / required calls, by name, whatever their arguments. {_PAIRED}.",
    eligible=_WHERE,
    unscored="no call is required",
    source=(
        "Vertex's trajectory_recall, but by name: there a call with another argument is none, and here it is made and "
        "its arguments count in argument_accuracy. Pooled as sum of parts / sum of wholes"
    ),
    better="higher",
    version=2,
    changes={2: _ONCE},
)
PRECISION: Final = replace(
    RECALL,
    name="tool_precision",
    formula=f"Calls made that were expected / calls made, by name, whatever their arguments. {_PAIRED}. {_EFFECTIVE}.",
    unscored="no call was made",
    source="Vertex's trajectory_precision, but by name, as tool_recall is. Pooled as sum of parts / sum of wholes",
)
ACCURACY: Final = replace(
    RECALL,
    name="argument_accuracy",
    formula=(
        "Arguments as expected / arguments compared, over all pairs of an expected and an actual call: those expected, "
        f"and those made that no one expects. {_PAIRED}."
    ),
    unscored="no argument was compared: no pair, or `calls` says nothing of arguments",
    source="ours, by BFCL's rules for one argument (docs/tools.md); BFCL itself judges a call as a whole",
)
IRRELEVANCE: Final = replace(
    RECALL,
    name="irrelevance_accuracy",
    formula=(
        "Turns without a call / turns in which none was allowed (`calls: []` or `none: true`, without `allow_extra`): "
        "of a turn 0 or 1, of a session the share of its turns, where calls outside any turn count as one turn more. "
        "A cancelled call and one of an undeclared function are calls."
    ),
    eligible="each turn, or session, in which no call is allowed",
    unscored=(
        "turns in which nothing at all came from the model, as a broken model looks the same; turns without a call "
        "that the recording cuts off"
    ),
    version=1,
    changes={},
    source=(
        "BFCL's irrelevance category, which also counts an empty or unreadable output as right. Pooled as sum of parts "
        "/ sum of wholes"
    ),
)
UNEXPECTED: Final = Metric(
    scorer="tools",
    name="unexpected_calls",
    formula=(
        f"Calls made that were paired with no expected call, be they declared, duplicates or allowed. {_PAIRED}. "
        f"{_EFFECTIVE}. It is the whole less the part of tool_precision."
    ),
    eligible=_WHERE,
    unscored=_CUT_OFF,
    source="BFCL's wrong count, as a number",
    unit="calls",
    better="lower",
)
HALLUCINATED: Final = replace(
    UNEXPECTED,
    name="hallucinated_calls",
    formula=(
        "Calls of a function that neither the setup nor a contextUpdate of the session declares, names compared letter "
        f"by letter. {_EFFECTIVE}."
    ),
    eligible=_ANYWHERE,
    unscored=f"no setup is known; {_CUT_OFF}",
    source="ours; BFCL fails such a call for its name. Declarations: reference §2.3 and §2.8",
)
DUPLICATE: Final = replace(
    UNEXPECTED,
    name="duplicate_calls",
    formula=(
        "Of each group of calls equal in name and arguments (numbers by value): those beyond the first, or beyond as "
        f"many as were paired with expected calls. {_EFFECTIVE}."
    ),
    eligible=_ANYWHERE,
    source="ours; a model may call again after an empty result (reference §4.4). BFCL fails it for the count",
)
INVALID: Final = replace(
    HALLUCINATED,
    name="invalid_arguments",
    formula=(
        "Places in the arguments of calls that break their function's own declaration, whatever is expected: a name it "
        "does not declare, a required one that is missing, a value of another type or none of `enum` or `anyOf`, in "
        "objects and lists as well. A whole number is a NUMBER and 5.0 an INTEGER. Other rules of a schema, and calls "
        f"of undeclared functions, are not looked at. {_EFFECTIVE}."
    ),
    source=(
        "the checks that BFCL makes by a function's description (missing_required, unexpected_param, type_error), "
        "apart from those by the expected values. Declarations: reference §2.3 and §2.8"
    ),
    unit="arguments",
)
AFTER_CANCELLATION: Final = replace(
    UNEXPECTED,
    name="calls_after_cancellation",
    formula=(
        "Calls equal in name and arguments (numbers by value) to one that the server had taken back before, in any "
        "turn, unless they are paired with an expected call."
    ),
    eligible=_ANYWHERE,
    source=(
        "ours. `toolCallCancellation` (reference §4.3, §4.4) names ids and no reason: whether the user asked again is "
        "known only from the calls that the turn expects"
    ),
)
USES: Final = Metric(
    scorer="tools",
    name="answer_uses_result",
    formula=(
        "Returned values that were said / returned values asked for by `answer_uses`: each value (each element of a "
        "list) at the path in a response, of several to one call the last, is looked for in what was said after that "
        "response. A number is said when a number of the answer differs by no more than `tolerance`; a text, when its "
        "words follow each other in it, both normalised in the scenario's language. `12 °C` is the number 12."
    ),
    eligible="each turn, or session, whose `expect.tools` has `answer_uses`",
    unscored=(
        "no response holds the path; nothing but true, false, null or an object is there; no transcript of what was "
        "said. Left out of the whole: a value not said before the answer was interrupted or the recording ends, and a "
        "number not said in figures in a language whose number words are not read (all but English)"
    ),
    source="ours; like the expected communication of τ-bench, but against what the tool returned. Pooled by parts",
    better="higher",
    versioned_with="text normaliser",
)
WRONG: Final = replace(
    USES,
    name="wrong_values",
    formula=(
        "Of the values of answer_uses_result that were not said, those in whose place another was: of a number, any "
        "other number (each once, and `one` never); of a text, one that the scenario's stubs hold at the same path in "
        "another answer. What stands in a response, an argument of a call or a word of the user is no other."
    ),
    unscored="as answer_uses_result",
    source="ours; what is neither said nor wrong was left unsaid",
    unit="values",
    better="lower",
)
INVENTED: Final = replace(
    WRONG,
    name="invented_values",
    formula=(
        "Of the calls that were cancelled or got no response, the paths of `answer_uses` that a stub of the function "
        "holds and for which a value was said all the same after the call: of a number, one that wrong_values would "
        "count; of a text, one that a stub holds there. A call made again is looked at as the later one only."
    ),
    unscored=f"there is such a call, but no transcript of what was said; {_CUT_OFF}",
    source=(
        "ours: a model that speaks a result it never got. The wire cannot tell whether the model knew the value from "
        "elsewhere, nor any other claim (`done!`) from the truth"
    ),
)

METRICS: Final = (
    *(OK, RECALL, PRECISION, ACCURACY, IRRELEVANCE),
    *(UNEXPECTED, HALLUCINATED, INVALID, DUPLICATE, AFTER_CANCELLATION),
    *(USES, WRONG, INVENTED),
)
"""Every metric of the scorer, in the order of its scores."""
