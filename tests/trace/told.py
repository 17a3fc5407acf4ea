"""Stories of turns, told in words, and the turn that each event of a story is given."""

from __future__ import annotations

from typing import Any

from evalkit.recording.model import Mark
from evalkit.trace.attribution import Item, turns_of
from evalkit.trace.events import Event, Reconnected
from evalkit.trace.reading import read_events
from tests.trace.recordings import audio_part, content, finished, mark, received, sent, started

__all__ = ["WORDS", "told"]

WORDS: dict[str, Any] = {
    "turn0": started(0.0, 0),
    "turn1": started(0.0, 1),
    "turn2": started(0.0, 2),
    "ended0": mark(0.0, "input_ended", 0),
    "ended1": mark(0.0, "input_ended", 1),
    "ended2": mark(0.0, "input_ended", 2),
    "finished0": finished(0.0, 0),
    "heard": content(0.0, inputTranscription={"text": "user"}),
    "audio": content(0.0, modelTurn=audio_part()),
    "said": content(0.0, outputTranscription={"text": "model"}),
    "generated": content(0.0, generationComplete=True),
    "interrupted": content(0.0, interrupted=True),
    "complete": content(0.0, turnComplete=True),
    "usage": received(0.0, {"usageMetadata": {"totalTokenCount": 1}}),
    "handle": received(0.0, {"sessionResumptionUpdate": {"resumable": False}}),
    "call": received(0.0, {"toolCall": {"functionCalls": [{"name": "f", "args": {}, "id": "7"}]}}),
    "call_no_id": received(0.0, {"toolCall": {"functionCalls": [{"name": "f", "args": {}}]}}),
    "cancel": received(0.0, {"toolCallCancellation": {"ids": ["7"]}}),
    "answer": sent(0.0, {"toolResponse": {"functionResponses": [{"name": "f", "id": "7", "response": {}}]}}),
    "answer_no_id": sent(0.0, {"toolResponse": {"functionResponses": [{"name": "f", "response": {}}]}}),
    "typed": sent(0.0, {"realtimeInput": {"text": "hi"}}),
    "code": content(0.0, modelTurn={"parts": [{"executableCode": {"code": "1"}}]}),
    "ran": content(0.0, modelTurn={"parts": [{"codeExecutionResult": {"outcome": "OUTCOME_OK"}}]}),
    "searched": content(0.0, groundingMetadata={"webSearchQueries": ["a"]}),
    "thinking": received(0.0, {"interactionStatus": "IN_PROGRESS"}),
    "idle": received(0.0, {"interactionStatus": "IDLE"}),
    "going": mark(0.0, "reconnecting", None),
    "spoke1": mark(0.0, "speech_ended", 1),
    "silently": sent(
        0.0, {"toolResponse": {"functionResponses": [{"id": "7", "response": {}, "scheduling": "SILENT"}]}}
    ),
    "resetup": sent(0.0, {"setup": {"model": "m"}}),
    "ready": received(0.0, {"setupComplete": {}}),
    "again": Reconnected(seq=0, t=0.0, connection=1, resumed=True),
    "junk": received(0.0, b"\xff"),
}


def _meant(word: Any) -> list[Item]:
    return [word] if isinstance(word, Mark | Event) else list(read_events(word))


def told(story: str) -> str:
    """The story's events, each with its turn: `audio:0 complete:0`."""
    items: list[Item] = []
    labels: list[str] = []
    for word in story.split():
        for item in _meant(WORDS[word]):
            items.append(item)
            labels.append(word)
    turns = turns_of(items)
    assert len(turns) == len(items)
    return " ".join(
        f"{label}:{'-' if turn is None else turn}"
        for label, item, turn in zip(labels, items, turns, strict=True)
        if not isinstance(item, Mark)
    )
