"""docs/tools.md lists BFCL's rules case by case, both verdicts computed; EVALKIT_GOLD=write writes it anew."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.scorers.tools import tools
from tests.scorers.bfcl_cases import ROWS
from tests.scorers.bfcl_row import Row
from tests.scorers.bfcl_rules import accepted, standard
from tests.traces import a_trace, a_turn, called

DOCS = Path(__file__).resolve().parents[2] / "docs" / "tools.md"
BEGIN = "<!-- From here on made by tests/scorers/test_bfcl.py. -->\n"
WORDS = {True: "right", False: "wrong"}


def bfcl(row: Row) -> bool:
    return accepted(row.category, row.declared, row.required, row.answers, row.calls)


def ours(calls: Sequence[tuple[str, Mapping[str, Any]]], expect: Mapping[str, Any]) -> bool:
    trace = a_trace(a_turn("Go.", *(called(2.0, name, **args) for name, args in calls)), setup={})
    return bool(tools(**expect)(trace, trace.turns[0])[0].passed)


def table() -> str:
    return "".join(f"\n## {section}\n\n" + "".join(_lines(rows)) for section, rows in groupby(ROWS, _section))


def _section(row: Row) -> str:
    return row.section


def _lines(rows: Iterator[Row]) -> Iterator[str]:
    yield "| rule | ground truth of BFCL | call | `expect.tools` | BFCL | evalkit | |\n|---|---|---|---|---|---|---|\n"
    for row in rows:
        cells = (
            row.rule,
            _truth(row),
            "<br>".join(f"`{_call(name, args)}`" for name, args in row.calls) or "none",
            f"`{_yaml(row.expect)}`",
            WORDS[bfcl(row)],
            WORDS[ours(row.calls, row.expect)],
            _remark(row),
        )
        yield f"| {' | '.join(cells)} |\n"


def _truth(row: Row) -> str:
    if not row.answers:
        return "no call"
    optional = "" if row.required else ", optional"
    types = ", ".join(f"{name}: {kind}{optional}" for name, kind in row.declared.items())
    return "<br>".join(f"`{_json(answer)}`" for answer in row.answers) + f"<br>({types})"


def _remark(row: Row) -> str:
    if not row.why:
        return "same"
    way = "no spelling gives BFCL's verdict" if row.spelled is None else f"as BFCL: `{_yaml(row.spelled)}`"
    return f"**differs**: {row.why}; {way}"


def _call(name: str, args: Mapping[str, Any]) -> str:
    return f"{name}({', '.join(f'{key}={_json(value)}' for key, value in args.items())})"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _yaml(value: Any) -> str:
    """Flow style as a scenario would have it: keys without quotes."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)}: {_yaml(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_yaml, value))}]"
    return _json(value)


def _key(key: str) -> str:
    return key if key.isidentifier() else _json(key)


def test_the_documentation_holds_the_table() -> None:
    head, begin, found = DOCS.read_text(encoding="utf-8").partition(BEGIN)
    assert begin
    if os.environ.get("EVALKIT_GOLD") == "write":
        DOCS.write_text(head + begin + table(), encoding="utf-8")
        found = table()
    assert found == table()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.section}: {row.rule}")
def test_the_verdicts_agree_or_the_difference_is_explained(row: Row) -> None:
    assert (bfcl(row) == ours(row.calls, row.expect)) is (not row.why)
    assert row.spelled is None or row.why
    assert row.spelled is None or ours(row.calls, row.spelled) == bfcl(row)


def test_both_verdicts_stand_on_either_side() -> None:
    both = {(bfcl(row), ours(row.calls, row.expect)) for row in ROWS}
    assert both == {(True, True), (True, False), (False, True), (False, False)}
    assert not [row.rule for row in ROWS if "|" in f"{row}"], "it would break the table"


def test_the_example_is_one() -> None:
    block = DOCS.read_text(encoding="utf-8").partition("```yaml\n")[2].partition("```")[0]
    expect = yaml.safe_load(block)["expect"]["tools"]
    tools(**expect)
    args = {"location": "new-york", "days": 4, "note": "ASAP!", "zip": 7, "more": True}
    strict = {key: expect[key] for key in ("calls", "order")}
    assert ours([("get_temperature", args)] * 2, strict)
    for wrong in ({"location": "Oslo"}, {"unit": "K"}, {"days": 5}, {"note": "later"}, {"zip": "7"}):
        assert not ours([("get_temperature", args), ("get_temperature", {**args, **wrong})], strict)


def test_strings_are_standardised_as_published() -> None:
    assert standard("A b,c.d/e-f_g*h^i'j\t!") == 'abcdefghi"j\t!'


TEXTS = st.text(alphabet="aB 1-_'^", max_size=3)
INTEGERS = st.integers(-2, 2)
TYPED: Mapping[str, st.SearchStrategy[Any]] = {
    "string": TEXTS.filter(bool),
    "integer": INTEGERS,
    "boolean": st.booleans(),
    "float": st.sampled_from([0.5, 1.0, -2.0]),
    "array of string": st.lists(TEXTS.filter(bool), max_size=2),
    "array of integer": st.lists(INTEGERS, max_size=2),
}


def translated(allowed: Sequence[Any]) -> dict[str, Any]:
    """A ground truth of BFCL in our words: any text compared loosely, "" for what may be left out."""
    return {"one_of": [{"one_of": ["", {"absent": True}]} if one == "" else loosely(one) for one in allowed]}


def loosely(value: Any) -> Any:
    if isinstance(value, str):
        return {"like": value}
    return [loosely(one) for one in value] if isinstance(value, list) else {"equals": value}


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_translated_ground_truth_gives_the_same_verdict(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(TYPED)))
    optional = data.draw(st.booleans())
    allowed = [*data.draw(st.lists(TYPED[kind], min_size=1, max_size=3)), *([""] if optional else [])]
    value = data.draw(st.sampled_from(allowed) | TYPED[kind])
    given_args = data.draw(st.sampled_from([{"x": value}, {}]))
    if value in ("", []) or not all(standard(one) for one in [*allowed, value] if isinstance(one, str) and one):
        return  # The mark of an optional parameter is no value with us: rows of their own.
    theirs = accepted("simple", {"x": kind}, () if optional else ("x",), [{"f": {"x": allowed}}], [("f", given_args)])
    wish = {"calls": [{"name": "f", "args": {"x": translated(allowed)}}]}
    assert ours([("f", given_args)], wish) is theirs
