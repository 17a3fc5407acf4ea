"""What scoring again changed: nothing, statuses, scores of every kind, worst first."""

from dataclasses import replace

from evalkit.results import AttemptResult
from evalkit.runner.score_changes import changes
from evalkit.scorers.base import Score


def score(metric: str = "first_audio_ms", value: float | None = 900.0, **more: object) -> Score:
    return Score(scorer="latency", metric=metric, version=1, turn=0, value=value, **more)  # type: ignore[arg-type]


def attempt(*scores: Score, scenario: str = "a", number: int = 1, **more: object) -> AttemptResult:
    return AttemptResult(
        **{"scenario_id": scenario, "attempt": number, "status": "passed", "scores": scores, **more}  # type: ignore[arg-type]
    )


def kinds(before: AttemptResult, after: AttemptResult) -> list[tuple[str, str]]:
    return [(change.kind, change.metric) for change in changes([before], [after]).scores]


def test_nothing_changed_even_where_json_has_no_such_type() -> None:
    stored = attempt(score(detail={"at_s": [1.0, 2.0]}))
    again = attempt(score(detail={"at_s": (1.0, 2.0)}))
    assert not changes([stored], [again])


def test_every_kind_of_change() -> None:
    met, missed = score(passed=True, expected="≤ 1 s"), score(passed=False, expected="≤ 0.5 s")
    assert kinds(attempt(met), attempt(missed)) == [("missed", "latency.first_audio_ms")]
    assert kinds(attempt(), attempt(missed)) == [("missed", "latency.first_audio_ms")]
    assert kinds(attempt(missed), attempt(met)) == [("met", "latency.first_audio_ms")]
    assert kinds(attempt(score()), attempt(met)) == [("met", "latency.first_audio_ms")]
    assert kinds(attempt(missed), attempt(score())) == [("released", "latency.first_audio_ms")]
    assert kinds(attempt(met), attempt()) == [("lost", "latency.first_audio_ms")]
    assert kinds(attempt(), attempt(met)) == [("new", "latency.first_audio_ms")]
    assert kinds(attempt(met), attempt(replace(met, value=901.0))) == [("value", "latency.first_audio_ms")]
    assert kinds(attempt(met), attempt(replace(met, value=None))) == [("value", "latency.first_audio_ms")]
    assert kinds(attempt(met), attempt(replace(met, version=2))) == [("value", "latency.first_audio_ms")]
    assert kinds(attempt(met), attempt(replace(met, expected="≤ 2 s"))) == [("limit", "latency.first_audio_ms")]
    assert kinds(attempt(met), attempt(replace(met, evidence=(1,)))) == [("words", "latency.first_audio_ms")]


def test_worst_first_and_of_one_kind_the_most_first() -> None:
    before = attempt(score("a", passed=False), score("b"), score("c"), score("d"), score("d"))
    after = attempt(
        score("a", passed=True), score("b", 901.0), score("c", passed=False), score("d", 910.0), score("d", 990.0)
    )
    assert kinds(before, after) == [
        ("missed", "latency.c"),
        ("value", "latency.d"),
        ("value", "latency.b"),
        ("met", "latency.a"),
    ]


def test_the_place_that_moved_most_comes_first() -> None:
    before = [attempt(score(), number=number) for number in (1, 2, 3)]
    after = [attempt(score(value=value), number=number) for number, value in ((1, 901.0), (2, 200.0), (3, 950.0))]
    [change] = changes(before, after).scores
    assert [place.attempt for place in change.places] == [2, 3, 1]
    assert [place.distance for place in change.places] == [700.0, 50.0, 1.0]


def test_flips_are_grouped_and_the_worst_status_comes_first() -> None:
    before = [attempt(number=number) for number in (1, 2, 3, 4)]
    now = ("failed", "invalid", "failed", "passed")
    after = [attempt(number=number, status=status) for number, status in enumerate(now, 1)]
    found = [(flip.before, flip.after, flip.attempts) for flip in changes(before, after).statuses]
    assert found == [("passed", "invalid", (("a", 2),)), ("passed", "failed", (("a", 1), ("a", 3)))]


def test_attempts_that_came_and_went_and_what_else_is_said_of_them() -> None:
    found = changes([attempt(number=1), attempt(number=2)], [attempt(number=2, notes=("x",)), attempt(number=3)])
    assert (found.came, found.went, found.other) == (1, 1, (("notes", 1),))
    assert not found.scores
