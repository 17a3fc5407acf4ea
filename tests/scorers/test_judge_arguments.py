"""What may stand under `judge`, and how a mistake in it is named."""

from collections.abc import Mapping
from typing import Any

import pytest

from evalkit.errors import UsageError
from evalkit.scorers.judge_arguments import Criterion, has_limit, parse_rubric
from evalkit.scorers.limits import Limit

KIND = {"rubric": "It is kind."}


def test_a_rubric_in_full() -> None:
    written = {"votes": 5, "hears": "audio", "criteria": {"kind": {**KIND, "min": 0.5}, "brief": "It is\n  brief."}}
    rubric = parse_rubric(written)
    assert (rubric.votes, rubric.hears) == (5, "audio")
    assert rubric.criteria == (
        Criterion("kind", "It is kind.", Limit(min=0.5)),
        Criterion("brief", "It is brief."),
    )
    assert rubric.limits == {"kind": Limit(min=0.5)}
    assert rubric.expected == "kind ≥ 0.5"


def test_what_is_left_out() -> None:
    rubric = parse_rubric({"criteria": {"kind": KIND}})
    assert (rubric.votes, rubric.hears, rubric.limits, rubric.expected) == (3, "transcript", {}, "")


NAME = "use letters, digits and _, a letter first, at most 40"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ({}, "judge.criteria: name at least one criterion with its rubric; write criteria: {empathy: {rubric: "),
        ({"criteria": []}, "judge.criteria: name at least one criterion"),
        ({"criterias": {}}, "judge: unknown argument 'criterias'; did you mean 'criteria'?"),
        ({"criteria": {f"c{n}": KIND for n in range(11)}}, "judge.criteria: 11 are too many for one prompt; keep to"),
        ({"criteria": {"is it kind?": KIND}}, f"judge.criteria: 'is it kind?' is no name of a criterion; {NAME}"),
        ({"criteria": {1: KIND}}, "judge.criteria: 1 is no name of a criterion"),
        ({"criteria": {"kind": 1}}, "judge.criteria.kind: must be {rubric: …, min: …}, not 1"),
        ({"criteria": {"kind": {"rubric": " "}}}, "judge.criteria.kind.rubric: say in a sentence what earns the full"),
        ({"criteria": {"kind": {"min": 0.5}}}, "judge.criteria.kind.rubric: say in a sentence"),
        ({"criteria": {"kind": {**KIND, "mim": 1}}}, "judge.criteria.kind: unknown argument 'mim'; did you mean 'min'"),
        ({"criteria": {"kind": {**KIND, "min": "x"}}}, "judge.criteria.kind.min: expected a finite number, found 'x'"),
        ({"criteria": {"kind": {**KIND, "min": 4}}}, "judge.criteria.kind.min: votes are from 0 to 1, so 4 says"),
        ({"criteria": {"kind": {**KIND, "min": 1, "max": 0}}}, "judge.criteria.kind: min 1 is above max 0; swap them"),
        ({"criteria": {"kind": KIND}, "votes": 0}, "judge.votes: must be a whole number from 1 to 9, not 0"),
        ({"criteria": {"kind": KIND}, "votes": 10}, "judge.votes: must be a whole number from 1 to 9, not 10"),
        ({"criteria": {"kind": KIND}, "votes": True}, "judge.votes: must be a whole number from 1 to 9, not True"),
        ({"criteria": {"kind": KIND}, "votes": 3.0}, "judge.votes: must be a whole number from 1 to 9, not 3.0"),
        ({"criteria": {"kind": KIND}, "hears": "audoi"}, "judge.hears: unknown 'audoi'; did you mean 'audio'?"),
        ({"criteria": {"kind": KIND}, "hears": ["audio"]}, "judge.hears: unknown ['audio']"),
    ],
)
def test_mistakes(args: Mapping[str, Any], said: str) -> None:
    with pytest.raises(UsageError) as error:
        parse_rubric(args)
    assert str(error.value).startswith(said)


@pytest.mark.parametrize(
    ("args", "limited"),
    [
        ({"criteria": {"kind": {**KIND, "min": 0.5}}}, True),
        ({"criteria": {"kind": KIND, "rude": {**KIND, "max": 0.25}}}, True),
        ({"criteria": {"kind": KIND}}, False),
        ({"criteria": {"kind": "It is kind."}}, False),
        ({"criteria": 3}, False),
        ({}, False),
    ],
)
def test_whether_a_judge_may_fail_a_scenario(args: Mapping[str, Any], limited: bool) -> None:
    assert has_limit(args) is limited
