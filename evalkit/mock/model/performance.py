"""How the mock plays the steps of a script: one step, from the moment it begins to the moment it has been heard."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from evalkit.media.pcm import Samples, gain, to_samples
from evalkit.mock.answers.base import Voice
from evalkit.mock.model.server_end import ServerEnd
from evalkit.mock.model.sessions import Progress
from evalkit.mock.model.wire import OUTPUT_RATE_HZ, audio_chunks, audio_content, transcript_pieces
from evalkit.profiles.profile import CallIds
from evalkit.protocol.messages import (
    Content,
    FunctionCall,
    InteractionStatus,
    Part,
    ServerContent,
    ServerMessage,
    ToolCall,
    Transcription,
    UsageMetadata,
)
from evalkit.scenario.script import Call, Complete, Disconnect, Hear, Raw, RunCode, Say, Search, Step, Write

__all__ = ["Delivery", "Performer", "sound_of"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """How answers are put on the wire."""

    speed: float = 4.0
    """How much faster than real time audio is sent."""
    call_ids: CallIds = "uuid"
    bundled: bool = False
    """Audio and transcript share frames, and the last of them ends the turn too (reference §4.2)."""
    usage: bool = True
    """False: no token counts at all."""
    interaction: bool = False
    """Says whether the model goes on in the background after turnComplete (reference §4.2, extended thinking)."""
    usage_everywhere: bool = False
    """Snapshots beside every chunk of audio, not only as a turn ends (reference §3.5)."""


class Performer:
    """Plays steps on one connection.

    Args:
        end: the connection.
        progress: counts what is said and called; its name makes call ids, so that the same script always sends the
            same bytes.
        delivery: how.

    Attributes:
        delivery: how.
    """

    def __init__(self, end: ServerEnd, progress: Progress, delivery: Delivery) -> None:
        self._end, self._progress, self.delivery = end, progress, delivery
        self._clock = asyncio.get_running_loop().time

    async def perform(self, step: Step, voice: Voice, t: float) -> float:
        """Does one step that begins at `t`; returns when it has ended for somebody who listens."""
        match step:
            case Hear(text):
                await self._end.send(ServerContent(input_transcription=Transcription(text=text)))
            case Say():
                return await self._speak(step, voice, t)
            case Write(text, thought=thought):
                self._progress.meter.write(text)
                await self._content(Part(text=text, thought=thought))
            case Search(queries, sources):
                await self._end.send(ServerContent(grounding_metadata=_grounding(queries, sources)))
            case RunCode(code, output, outcome):
                await self._content(Part(executable_code={"language": "PYTHON", "code": code}))
                await self._content(Part(code_execution_result={"outcome": outcome, "output": output}))
            case Complete(reason=reason):
                await self.complete(reason)
            case Raw(message):
                await self._end.send_raw(message)
            case Disconnect(code, reason):
                await self._end.close(code, reason)
        return t

    def calls(self, step: Call) -> tuple[FunctionCall, ...]:
        """Makes the calls of a step, each with its id."""
        return tuple(FunctionCall(name=name, args=args, id=self._next_id()) for name, args in step.calls)

    async def call(self, calls: tuple[FunctionCall, ...], *, in_progress: bool = False) -> None:
        """Sends calls in one frame; `in_progress` says that the conversation goes on meanwhile."""
        told = in_progress and self.delivery.interaction
        status = (InteractionStatus(status="IN_PROGRESS"),) if told else ()
        await self._end.send(ToolCall(function_calls=calls), *status)

    async def generated(self) -> None:
        """Says that the whole answer was generated."""
        await self._end.send(ServerContent(generation_complete=True))

    async def complete(self, reason: str | None = None, *, in_progress: bool = False) -> None:
        """Ends the turn, with its token counts; `in_progress` says that the model works on."""
        status = ("IN_PROGRESS" if in_progress else "IDLE") if self.delivery.interaction else None
        done = ServerContent(turn_complete=True, turn_complete_reason=reason, interaction_status=status)
        await self._end.send(done, *self.closing_usage())

    def closing_usage(self) -> tuple[UsageMetadata, ...]:
        """Returns what rides with `turnComplete`."""
        usage = self._progress.meter.close_turn()
        return (usage,) if self.delivery.usage else ()

    async def speak_and_end(self, step: Say, voice: Voice, t: float) -> float:
        """Speaks in frames that hold audio and transcript together; the last one ends the turn as well."""
        chunks = list(self._chunks(step, voice))
        for number, (at_s, chunk, piece) in enumerate(chunks, 1):
            await asyncio.sleep(t + at_s / self.delivery.speed - self._clock())
            content = audio_content(chunk, self._end.wire)
            if piece is not None:
                content = replace(content, output_transcription=piece.output_transcription)
            self._progress.meter.speak(len(chunk) / OUTPUT_RATE_HZ)
            if number < len(chunks):
                await self._end.send(content)
                continue
            content = replace(content, generation_complete=True, turn_complete=True)
            await self._end.send(content, *self.closing_usage())
        return self._clock()

    async def _speak(self, step: Say, voice: Voice, t: float) -> float:
        heard_s = 0.0
        for at_s, chunk, piece in self._chunks(step, voice):
            await asyncio.sleep(t + at_s / self.delivery.speed - self._clock())
            if piece is not None:
                await self._end.send(piece)
            self._progress.meter.speak(len(chunk) / OUTPUT_RATE_HZ)
            await self._end.send(audio_content(chunk, self._end.wire), *self._passing_usage())
            heard_s = at_s + len(chunk) / OUTPUT_RATE_HZ
        return t + heard_s

    def _chunks(self, step: Say, voice: Voice) -> Iterator[tuple[float, Samples, ServerContent | None]]:
        chunks = list(audio_chunks(sound_of(step, voice)))
        for (at_s, chunk), piece in zip(chunks, self._transcript(step, len(chunks)), strict=True):
            yield at_s, chunk, piece

    def _transcript(self, step: Say, chunks: int) -> Sequence[ServerContent | None]:
        setup = self._end.setup
        if setup is None or setup.output_audio_transcription is None:
            return [None] * chunks
        return transcript_pieces(step.text if step.transcript is None else step.transcript, chunks)

    def _passing_usage(self) -> tuple[ServerMessage, ...]:
        wanted = self.delivery.usage and self.delivery.usage_everywhere
        return (self._progress.meter.snapshot(),) if wanted else ()

    async def _content(self, part: Part) -> None:
        await self._end.send(ServerContent(model_turn=Content(role=self._end.wire.role, parts=(part,))))

    def _next_id(self) -> str | None:
        self._progress.calls += 1
        number = self._progress.calls
        identity = uuid.uuid5(uuid.NAMESPACE_URL, f"{self._progress.name}#{number}")
        forms: dict[CallIds, str | None] = {
            "uuid": str(identity),
            "function-call": f"function-call-{identity.int >> 65}",
            "call": f"call_{number}",
            "none": None,
        }
        return forms[self.delivery.call_ids]


def sound_of(step: Say, voice: Voice) -> Samples:
    """Returns what a step sounds like, at 24 kHz, its leading silence included."""
    spoken = voice(step) if step.pcm is None else to_samples(step.pcm)
    lead = np.zeros(round(step.lead_silence_ms * OUTPUT_RATE_HZ / 1000), np.int16)
    return np.concatenate((lead, gain(spoken, step.gain_db)))


def _grounding(queries: Sequence[str], sources: Sequence[tuple[str, str]]) -> dict[str, object]:
    chunks = [{"web": {"uri": uri, "title": title}} for title, uri in sources]
    return {"webSearchQueries": list(queries), "groundingChunks": chunks}
