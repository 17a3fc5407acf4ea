"""A failed answer says why, and no other answer does."""

from dataclasses import replace
from typing import Any

import pytest

from evalkit.recording.annotation import Annotation
from evalkit.scorers.failed_answer import failed, failure_of

AN_ANSWER = Annotation(
    kind="recognition", key="k", by="m", provenance="recorded", asked={}, answer={"text": "it failed"}
)


def test_why_and_what_came() -> None:
    assert failed("blocked", {"reply": "{}"}) == {"failed": "blocked", "reply": "{}"}
    assert failure_of(replace(AN_ANSWER, answer=failed("blocked", {"reply": "{}"}))) == "blocked"


@pytest.mark.parametrize(("answer", "why"), [({"text": "failed"}, ""), ({}, ""), ({"failed": 3}, "unknown")])
def test_what_a_file_may_hold(answer: dict[str, Any], why: str) -> None:
    assert failure_of(replace(AN_ANSWER, answer=answer)) == why
