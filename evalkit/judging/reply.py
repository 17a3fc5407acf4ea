"""What a model's reply to a question says: votes, or why there are none; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from evalkit.scorers.judge_votes import vote_problem

__all__ = ["Reply", "read_reply"]

_QUOTED_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply of `generateContent`, read."""

    votes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Of each criterion `score` and `why`; empty when there is a problem."""
    problem: str = ""
    """Why it is no vote; empty when it is one."""
    model_version: str = ""
    """Who answered, as it says itself; empty when it does not."""
    usage: Any = None
    """`usageMetadata` as it came."""


def read_reply(body: bytes, criteria: Sequence[str]) -> Reply:
    """Reads the body of a reply with status 200; whatever it is, it is a vote or says why it is none."""
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        return Reply(problem="the reply is no JSON")
    if not isinstance(document, dict):
        return Reply(problem="the reply is no object")
    version = document.get("modelVersion")
    named = " ".join(version.split())[:100] if isinstance(version, str) else ""
    problem, text = _text(document)
    votes: Mapping[str, Mapping[str, Any]] = {}
    if not problem:
        problem, votes = _votes(text, criteria)
    return Reply(votes, problem, named, document.get("usageMetadata"))


def _text(document: Mapping[str, Any]) -> tuple[str, str]:
    """Why there is no whole answer, or its text."""
    blocked = _mapping(document.get("promptFeedback")).get("blockReason")
    if blocked:
        return f"the prompt was blocked: {_quoted(blocked)}", ""
    candidates = document.get("candidates")
    first = _mapping(candidates[0]) if isinstance(candidates, list) and candidates else None
    if first is None:
        return "the reply has no candidate", ""
    finish = first.get("finishReason", "STOP")
    if finish != "STOP":
        what = "ran out of tokens" if finish == "MAX_TOKENS" else "was stopped"
        return f"the judge's answer {what}: {_quoted(finish)}", ""
    parts = _mapping(first.get("content")).get("parts")
    several = [_mapping(part) for part in parts] if isinstance(parts, list) else []
    texts = [part.get("text") for part in several if not part.get("thought")]
    text = "".join(each for each in texts if isinstance(each, str))
    return ("", text) if text.strip() else ("the judge's answer is empty", "")


def _votes(text: str, criteria: Sequence[str]) -> tuple[str, Mapping[str, Mapping[str, Any]]]:
    try:
        found = orjson.loads(text.encode("utf-8", "replace"))
    except orjson.JSONDecodeError:
        return f"the judge's answer is no JSON: {_quoted(text)}", {}
    votes = {name: _vote(_mapping(found).get(name)) for name in criteria}
    problem = vote_problem({"votes": votes}, criteria)
    return (problem, {}) if problem else ("", votes)


def _vote(written: Any) -> Any:
    """A vote with its score as a number; anything else stays as it is, to be refused by name."""
    if not isinstance(written, dict):
        return written
    score = written.get("score")
    try:
        number = float(score) if isinstance(score, str | int | float) and not isinstance(score, bool) else score
    except (ValueError, OverflowError):
        number = score
    return {"score": number, "why": written.get("why")}


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _quoted(value: Any) -> str:
    text = " ".join("".join(each if each.isprintable() else " " for each in str(value)).split())
    return text if len(text) <= _QUOTED_CHARACTERS else f"{text[: _QUOTED_CHARACTERS - 1]}…"
