"""Every metric gives the known answer on at least ten hand-made traces."""

from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

import pytest

from evalkit.scorers import SCORERS
from evalkit.scorers.base import Score
from evalkit.scorers.contract import contract, metrics_of
from evalkit.scorers.metric import Metric
from tests.scorers import known_answers
from tests.scorers.known_answers import Answer, Case, Unscored

AT_LEAST = 10
"""Traces with a known answer that each metric must have."""
NUMBERS = 5
"""Of these, how many must have a number."""


def modules() -> tuple[str, ...]:
    return tuple(sorted(module.name for module in iter_modules(known_answers.__path__)))


def cases(scorer: str) -> tuple[Case, ...]:
    found = import_module(f"{known_answers.__name__}.{scorer}").CASES
    return tuple(found)


def all_cases() -> Iterator[tuple[str, Case]]:
    return ((scorer, case) for scorer in modules() for case in cases(scorer))


def scores(scorer: str, case: Case) -> dict[str, Score]:
    window = case.trace.session if case.turn is None else case.trace.turns[case.turn]
    return {score.metric: score for score in SCORERS.get(scorer)(**case.args)(case.trace, window)}


def check(metric: str, answer: Answer, score: Score | None, tolerance: float) -> None:
    if answer is None:
        assert score is None, f"{metric} is scored: {score}"
        return
    assert score is not None, f"{metric} is not scored"
    if isinstance(answer, Unscored):
        assert score.value is None, f"{metric} is {score.value}, not unscored"
        assert answer.words in score.explanation
        assert answer.words, "a reason must be named"
    else:
        assert score.value == pytest.approx(answer, abs=tolerance), f"{metric}: {score.explanation}"


@pytest.mark.parametrize(
    ("scorer", "case"), [pytest.param(*each, id=f"{each[0]}: {each[1].what}") for each in all_cases()]
)
def test_known_answer(scorer: str, case: Case) -> None:
    found = scores(scorer, case)
    assert case.answers
    for metric, answer in case.answers.items():
        check(metric, answer, found.get(metric), case.tolerance)
    defined = {metric.name: metric for metric in metrics_of(scorer)}
    for score in found.values():
        kept_to_its_definition(score, defined[score.metric])


def kept_to_its_definition(score: Score, metric: Metric) -> None:
    """Plug-ins apart, a score is made by its metric, and so says the same of itself."""
    assert (score.scorer, score.unit, score.better) == (metric.scorer, metric.unit, metric.better)
    assert score.yes_no == metric.yes_no
    assert not score.yes_no or score.value in (None, 0.0, 1.0)
    assert score.version >= metric.version if metric.versioned_with else score.version == metric.version


@pytest.mark.parametrize("scorer", SCORERS.names())
def test_each_metric_has_enough_traces(scorer: str) -> None:
    answers: dict[str, list[Answer]] = defaultdict(list)
    for case in cases(scorer):
        for metric, answer in case.answers.items():
            if answer is not None:
                answers[metric].append(answer)
    numbers = {name: [one for one in found if not isinstance(one, Unscored)] for name, found in answers.items()}
    names = {metric.name for metric in metrics_of(scorer)}
    assert not set(answers) - names, "answers for what is no metric"
    assert {name: len(answers[name]) for name in names if len(answers[name]) < AT_LEAST} == {}
    assert {name: len(numbers[name]) for name in names if len(numbers[name]) < NUMBERS} == {}
    assert [name for name in names if len(set(numbers[name])) < 2] == [], "one number only: it may be a constant"


@pytest.mark.parametrize("scorer", SCORERS.names())
def test_what_is_only_ever_yes_or_no_says_so(scorer: str) -> None:
    found: dict[str, set[float]] = defaultdict(set)
    for case in cases(scorer):
        for metric, answer in case.answers.items():
            if answer is not None and not isinstance(answer, Unscored):
                found[metric].add(float(answer))
    silent = [m.name for m in metrics_of(scorer) if not m.unit and not m.yes_no and found[m.name] <= {0.0, 1.0}]
    assert silent == [], "its share has no interval, and no gate counts it"


def test_names_are_unique() -> None:
    named = [(scorer, case.what) for scorer, case in all_cases()]
    assert len(named) == len(set(named))


def test_every_scorer_has_metrics() -> None:
    assert {metric.scorer for metric in contract()} == set(SCORERS.names())
