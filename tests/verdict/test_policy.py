"""The policy: a plain value that nobody can change by accident, whose numbers make sense together."""

from dataclasses import FrozenInstanceError, fields, replace

import pytest

from evalkit.verdict.policy import DEFAULT, Policy


def test_it_cannot_be_changed_in_place() -> None:
    with pytest.raises(FrozenInstanceError):
        DEFAULT.alpha = 0.5  # type: ignore[misc]
    assert replace(DEFAULT, alpha=0.5) != DEFAULT == Policy()


def test_doubts_and_shares_lie_between_nothing_and_everything() -> None:
    for field in fields(Policy):
        value = getattr(DEFAULT, field.name)
        is_share = field.name.endswith(("alpha", "floor", "power", "shared", "missing", "quarantined", "spread"))
        assert 0 < value < 1 if is_share else value >= 1, field.name


def test_its_numbers_fit_each_other() -> None:
    assert DEFAULT.improve_alpha < DEFAULT.alpha, "nobody repeats what looks better"
    assert DEFAULT.latency_least_nights <= DEFAULT.latency_window <= DEFAULT.baseline_nights
    assert DEFAULT.break_repeats >= DEFAULT.break_least_attempts
    # The smallest p-value of random patterns, times four gates, must be below the least doubt.
    assert 4 / (1 + DEFAULT.draws) < min(DEFAULT.wer_alpha, DEFAULT.improve_alpha)
    assert DEFAULT.latency_least_apart_h < 24
