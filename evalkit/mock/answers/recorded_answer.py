"""One recorded answer, from the server's messages to the steps of a script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from evalkit.media.pcm import resample, to_bytes, to_samples
from evalkit.protocol.codec import to_wire
from evalkit.protocol.messages import (
    Blob,
    Content,
    GoAway,
    Message,
    Part,
    ServerContent,
    ServerError,
    ToolCall,
    ToolCallCancellation,
    UnknownMessage,
)
from evalkit.scenario import script
from evalkit.scenario.script import Call, Cancel, Complete, Disconnect, Hear, Raw, RunCode, Say, Search, Step, Write

__all__ = ["RecordedAnswer"]

_RATE_HZ = 24_000
_UNTIMED_S = 0.3
"""Where a recording has no times, an answer begins so long after its question."""


@dataclass(slots=True)
class _Speech:
    """Audio in the making: what came until something else did."""

    t: float
    audio: list[bytes]
    text: str = ""

    @property
    def duration_s(self) -> float:
        return sum(map(len, self.audio)) / 2 / _RATE_HZ

    def step(self, after_ms: float) -> Step:
        """Speech; a transcript that came without any audio stays one."""
        if self.audio:
            return Say(self.text, after_ms, pcm=b"".join(self.audio))
        return Raw({"serverContent": {"outputTranscription": {"text": self.text}}}, after_ms)


class RecordedAnswer:
    """Collects the messages that answer one turn; times in seconds, None where the recording has none."""

    def __init__(self) -> None:
        self._steps: list[tuple[float, Step | _Speech]] = []
        """(when, what), in the order in which they are played."""
        self._from_t = 0.0
        self._call: tuple[int, float, Call] | None = None
        """A call that is not answered yet: its place, time and step. What comes before its answer is played before it,
        and a call that is never answered goes back to its place."""
        self._answers: dict[int, float] = {}
        """Place of a call's step, and when it was answered."""
        self._cut = False

    def begins(self, t: float | None) -> None:
        """The question ended at `t`: the answer counts from here."""
        self._from_t = t if t is not None else 0.0

    def take(self, message: Message, t: float | None) -> None:
        """Takes one message of the server's; what follows an interruption is passed over."""
        at = t if t is not None else self._from_t + _UNTIMED_S
        if self._cut:
            return
        match message:
            case ServerContent():
                self._content(message, at)
            case ToolCall(function_calls=calls) if calls:
                self._flush_call()
                self._call = (
                    len(self._steps),
                    at,
                    Call(tuple((call.name, dict(call.args)) for call in calls), wait=False),
                )
            case ToolCallCancellation():
                self._flush_call()
                self._add(at, Cancel())
            case GoAway(time_left_s=float(left_s)):
                self._add(at, script.GoAway(left_s))
            case UnknownMessage() | ServerError() | ToolCall():
                self._add(at, Raw(to_wire(message)))

    def called_back(self, t: float | None) -> None:
        """The client answered calls at `t`."""
        if self._call is not None:
            _, at, call = self._call
            self._call = None
            # A model says by itself that its turn is over when it does not wait for the answer (reference §4.4).
            while self._steps and isinstance(self._steps[-1][1], Complete) and self._steps[-1][0] >= at:
                self._steps.pop()
            self._answers[len(self._steps)] = t if t is not None else at
            self._steps.append((at, replace(call, wait=True)))

    def closed(self, step: Disconnect, t: float | None) -> None:
        """The server closed the connection while this was the last turn."""
        self._flush_call()
        self._cut = False
        self._add(t if t is not None else self._from_t, step)

    def steps(self) -> tuple[Step, ...]:
        """Returns the steps, each `after_ms` after the step before has been played."""
        self._flush_call()
        found: list[Step] = []
        t = self._from_t
        for place, (at, what) in enumerate(self._steps):
            after_ms = round((at - t) * 1000, 6) + 0.0
            t = at
            if isinstance(what, _Speech):
                t += what.duration_s
                found.append(what.step(after_ms))
            else:
                found.append(replace(what, after_ms=after_ms))
                t = self._answers.get(place, t)
        return tuple(found)

    def _content(self, message: ServerContent, t: float) -> None:
        if message.input_transcription is not None and message.input_transcription.text:
            # It may come while the user still speaks; a script begins when that is over.
            self._add(max(t, self._from_t), Hear(message.input_transcription.text))
        for part in message.model_turn.parts if message.model_turn else ():
            self._part(part, t)
        if message.output_transcription is not None:
            self._transcript(message.output_transcription.text, t)
        if message.grounding_metadata is not None:
            self._add(t, _search(message.grounding_metadata))
        if message.interrupted:
            self._cut_off(t)
        elif message.turn_complete:
            self._add(t, Complete(reason=message.turn_complete_reason))

    def _part(self, part: Part, t: float) -> None:
        if part.inline_data is not None and part.inline_data.is_pcm:
            self._speech(t).audio.append(_pcm(part.inline_data))
        elif part.text:
            self._add(t, Write(part.text, thought=part.thought))
        elif part.executable_code is not None:
            # Until its result comes, code is not known to be run: some models write a tool call so (reference §4.4).
            self._add(t, Raw(to_wire(ServerContent(model_turn=Content(parts=(part,))))))
        elif part.code_execution_result is not None:
            self._ran(part.code_execution_result, t)

    def _transcript(self, text: str, t: float) -> None:
        """Joins a piece to the speech it belongs to: the last one, as a transcript may trail."""
        said = next((what for _, what in reversed(self._steps) if isinstance(what, _Speech)), None)
        if text:
            (said or self._speech(t)).text += text

    def _ran(self, result: Mapping[str, Any], t: float) -> None:
        output, outcome = str(result.get("output", "")), str(result.get("outcome", "OUTCOME_OK"))
        for place, (at, what) in reversed(list(enumerate(self._steps))):
            if isinstance(what, Raw) and (code := _code(what.message)) is not None:
                self._steps[place] = (at, RunCode(code, output, outcome))
                return
        self._add(t, RunCode("", output, outcome))

    def _speech(self, t: float) -> _Speech:
        last = self._steps[-1][1] if self._steps else None
        if isinstance(last, _Speech):
            return last
        speech = _Speech(t, [])
        self._add(t, speech)
        return speech

    def _cut_off(self, t: float) -> None:
        """The recorded user interrupted; a client that does not is given an end."""
        self._flush_call()
        self._cut = True
        last_t, last = self._steps[-1] if self._steps else (t, None)
        if last is not None and not isinstance(last, Complete):
            end_t = last_t + (last.duration_s if isinstance(last, _Speech) else 0.0)
            self._add(max(t, end_t), Complete())

    def _flush_call(self) -> None:
        if self._call is not None:
            place, at, call = self._call
            self._steps.insert(place, (at, call))
            self._call = None

    def _add(self, t: float, what: Step | _Speech) -> None:
        self._steps.append((t, what))


def _pcm(blob: Blob) -> bytes:
    """Model audio at 24 kHz."""
    return to_bytes(resample(to_samples(blob.data), blob.rate_hz or _RATE_HZ, _RATE_HZ))


def _code(message: Mapping[str, Any]) -> str | None:
    """The code of a message that holds nothing else."""
    parts = message.get("serverContent", {}).get("modelTurn", {}).get("parts") or [{}]
    code = parts[0].get("executableCode")
    return None if code is None else str(code.get("code", ""))


def _search(metadata: Mapping[str, Any]) -> Search:
    queries = metadata.get("webSearchQueries")
    chunks = metadata.get("groundingChunks")
    pages = [chunk.get("web") for chunk in chunks if isinstance(chunk, Mapping)] if isinstance(chunks, list) else []
    sources = tuple((str(web.get("title", "")), str(web.get("uri", ""))) for web in pages if isinstance(web, Mapping))
    return Search(tuple(map(str, queries if isinstance(queries, list) else ())), sources)
