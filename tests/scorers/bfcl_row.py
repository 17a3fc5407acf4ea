"""One of BFCL's rules on one example, and the expectation one would write for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evalkit.text.matching import ABSENT
from tests.scorers.bfcl_rules import Answer, Category, Declared

__all__ = ["EXACT", "NUMBERS_BY_VALUE", "Row", "one"]

EXACT = "a literal is compared exactly, since an id or a code differs by its case and marks; free text says so"
NUMBERS_BY_VALUE = (
    "JSON has one kind of number, and the Live API's arguments are a protobuf Struct of doubles: 5 and 5.0 are the same"
)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One rule on one example."""

    section: str
    rule: str
    declared: Declared
    required: Sequence[str]
    answers: Sequence[Answer]
    calls: Sequence[tuple[str, Mapping[str, Any]]]
    expect: Mapping[str, Any]
    """Arguments of our scorer."""
    category: Category = "simple"
    why: str = ""
    """Why our verdict differs; empty where it is the same."""
    spelled: Mapping[str, Any] | None = None
    """Arguments of our scorer that give BFCL's verdict where ours differs; None: there are none."""


def one(
    rule: str,
    declared: str,
    allowed: Any,
    given: Any,
    expect: Any,
    *,
    optional: bool = False,
    why: str = "",
    spelled: Any = None,
) -> Row:
    """One call of `f(x)`; ABSENT leaves the parameter out."""
    return Row(
        section="",
        rule=rule,
        declared={"x": declared},
        required=() if optional else ("x",),
        answers=[{"f": {} if allowed is ABSENT else {"x": allowed}}],
        calls=[("f", {} if given is ABSENT else {"x": given})],
        expect=_calls(expect),
        why=why,
        spelled=None if spelled is None else _calls(spelled),
    )


def _calls(x: Any) -> Mapping[str, Any]:
    return {"calls": [{"name": "f", "args": {} if x is ABSENT else {"x": x}}]}
