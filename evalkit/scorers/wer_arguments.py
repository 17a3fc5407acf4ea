"""What a scenario asks of a transcript: the limits under `wer`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from evalkit.errors import UsageError
from evalkit.scorers.limits import Limit, parse_limit, refuse_unknown
from evalkit.text.matchers import shown

__all__ = ["FURTHER", "Asked", "read_asked"]

FURTHER = ("cer", "mer", "missing_head", "missing_tail")
"""What is measured beside the word error rate, and only when it is asked for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of one side."""

    limit: Limit | None = None
    """On the rate of the language's own units."""
    further: Mapping[str, Limit | None] = field(default_factory=dict)
    """Of FURTHER those to measure; None where there is no limit."""
    reference: str | None = None
    """The words the side should hold; None to take those of the scenario."""


def read_asked(side: str, value: Any) -> Asked:
    """Reads what stands under `input` or `output`; None asks for nothing.

    `max` and `min` limit the rate itself. Each of FURTHER is a limit, or `true` to be measured without one. `reference`
    is for `output` only.

    Raises:
        UsageError: it is anything else, or says nothing.
    """
    if value is None:
        return Asked()
    where = f"wer.{side}"
    if not isinstance(value, Mapping) or not value:
        parse_limit("wer", side, value)
        raise UsageError(f"{where}: expected a limit, found {shown(value)}")
    refuse_unknown(where, value, ("max", "min", *FURTHER, *(("reference",) if side == "output" else ())))
    reference = value.get("reference")
    if "reference" in value and not isinstance(reference, str):
        raise UsageError(f"{where}.reference: must be the words expected, not {shown(reference)}")
    ends = {end: value[end] for end in ("max", "min") if end in value}
    return Asked(
        limit=parse_limit("wer", side, ends) if ends else None,
        further={name: _read_further(where, name, value[name]) for name in FURTHER if name in value},
        reference=reference,
    )


def _read_further(where: str, name: str, value: Any) -> Limit | None:
    return None if value is True else parse_limit(where, name, value)
