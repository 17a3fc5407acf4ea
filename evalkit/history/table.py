"""The history as one table, for notebooks and spreadsheets: a row for each attempt of each night."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from evalkit.history.night import Night, Played

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["history_table"]


def history_table(nights: Iterable[Night]) -> pd.DataFrame:
    """Returns the attempts of all nights, in order of the nights.

    Columns: `run_id`, `started_at`, `key`, `endpoint`, `model`, `place`, `accepted` of the night; `scenario`,
    `content`, `attempt`, `arm`, `quarantined`, `status`, `passed` (empty where it was not measured) of the attempt; and
    one for each metric and version that any attempt has, such as `latency.first_audible_ms@1`: the mean over the
    attempt's turns, and of a share or an error rate its part by its whole.
    """
    import pandas as pd

    rows = [(night, each) for night in nights for each in night.played]
    columns: dict[str, object] = {
        "run_id": [night.run_id for night, _ in rows],
        "started_at": [night.started_at for night, _ in rows],
        "key": [night.key for night, _ in rows],
        "endpoint": [night.endpoint for night, _ in rows],
        "model": [night.model for night, _ in rows],
        "place": [night.place for night, _ in rows],
        "accepted": [bool(night.accepted_at) for night, _ in rows],
        "scenario": [each.scenario_id for _, each in rows],
        "content": [each.content for _, each in rows],
        "attempt": [each.attempt for _, each in rows],
        "arm": [each.arm for _, each in rows],
        "quarantined": [each.quarantined for _, each in rows],
        "status": [each.status for _, each in rows],
        "passed": [each.passed if each.measured else None for _, each in rows],
    }
    return pd.DataFrame({**columns, **_metrics([each for _, each in rows])})


def _metrics(played: Sequence[Played]) -> dict[str, NDArray[np.float64]]:
    columns: dict[str, NDArray[np.float64]] = {}
    for place, each in enumerate(played):
        for name, value in _values(each):
            if name not in columns:
                columns[name] = np.full(len(played), np.nan)
            columns[name][place] = value
    return dict(sorted(columns.items()))


def _values(each: Played) -> Iterator[tuple[str, float]]:
    for name, values in each.amounts.items():
        if values:
            yield name, math.fsum(values) / len(values)
    for name, (part, whole) in each.counts.items():
        if whole:
            yield name, part / whole
