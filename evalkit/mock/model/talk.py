"""A session that is set up: the user's turns, and the answers to them."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterable

import numpy as np

from evalkit.media.pcm import Samples
from evalkit.mock.answers.base import HeardTurn
from evalkit.mock.answers.fitting import fitted, is_blocking
from evalkit.mock.faults.answer import spoiled
from evalkit.mock.faults.scene import Scene
from evalkit.mock.faults.wire import faulty_delivery
from evalkit.mock.model.answering import Answering
from evalkit.mock.model.handles import Handles
from evalkit.mock.model.hearing import Change, Hearing, TurnBegan, TurnEnded, joined
from evalkit.mock.model.house import House
from evalkit.mock.model.input_rules import input_refusal
from evalkit.mock.model.performance import Delivery, Performer
from evalkit.mock.model.server_end import ServerEnd
from evalkit.mock.model.sessions import Progress
from evalkit.profiles.profile import Profile
from evalkit.profiles.refusal import INVALID_ARGUMENT, Refusal
from evalkit.protocol.codec import to_wire
from evalkit.protocol.messages import (
    ClientContent,
    Message,
    RealtimeInput,
    Setup,
    SetupComplete,
    ToolResponse,
    VoiceActivity,
    VoiceActivityDetectionSignal,
)
from evalkit.scenario.script import Call

__all__ = ["Talk"]

_SWALLOWED_S = 2.8
"""Reference §4.5 b: so long after the next utterance has begun, the turn that was swallowed is closed."""


class Talk:
    """One session on one connection.

    Args:
        end: the connection.
        house: the server's rules.
        profile: the model's.
        progress: where the session is; changed as it goes on.
        setup: the client's.

    Raises:
        RemoteProtocolError: a duration in the setup is not a number of milliseconds.
    """

    def __init__(self, end: ServerEnd, house: House, profile: Profile, progress: Progress, setup: Setup) -> None:
        self._end, self._house, self._profile, self._progress, self._setup = end, house, profile, progress, setup
        self._clock = asyncio.get_running_loop().time
        self._hear(setup)
        habits = profile.habits
        self._handles = Handles(end, house.sessions, progress, habits.handles, setup)
        # Only the models that think in the background need to be told how hard.
        thinks = profile.accepts.thinking_level == "required"
        delivery = Delivery(house.speed, habits.call_ids, usage=habits.usage, interaction=thinks)
        self._performer = Performer(end, progress, faulty_delivery(delivery, house.faults))
        self._answering = self._mouth()
        self._talked = False
        self._heard: HeardTurn | None = None
        self._heard_until_s: float | None = None
        """Where in the audio stream that turn ended, when it was speech."""
        self._put_off: HeardTurn | None = None
        self._pause_s = 0.0
        """Between what was put off and what follows it."""
        self._asked_at = progress.place
        self._swallowed = False

    @property
    def failure(self) -> BaseException | None:
        """A mistake of ours that ended the connection."""
        return self._answering.failure

    async def begin(self) -> None:
        """Answers the setup."""
        opening = self._house.answers.opening(self._progress.place)
        if opening.steps:
            # What is said before setupComplete must not put it off.
            self._answering.start(opening.steps, lambda _: _silence(), self._clock(), begun=True)
        elif not opening.silent:
            name = self._progress.name
            session = str(uuid.uuid5(uuid.NAMESPACE_URL, name)) if self._end.wire.session_id else None
            await self._end.send(SetupComplete(session_id=session))
            await self._handles.ready()
            self._answering.beside(self._handles.keep_giving, "mock handles")

    async def take(self, message: Message, *, history: bool) -> Refusal | None:
        """Takes one message of the client's; returns why it breaks the session, if it does.

        Args:
            message: any but the setup.
            history: True while the initial history is given.
        """
        pending = "audio-while-pending-1008" in self._house.faults and bool(self._end.pending_calls)
        refusal = input_refusal(message, self._profile, talked=self._talked, pending=pending)
        if refusal is not None:
            return refusal
        match message:
            case ClientContent():
                return await self._follow(self._hearing.read(message, self._clock(), history=history))
            case RealtimeInput():
                return await self._follow(self._hearing.listen(message, self._clock()))
            case ToolResponse(function_responses=responses):
                await self._answering.answered(responses)
        return None

    async def leave(self) -> None:
        """The connection has ended."""
        await self._answering.leave()
        self._handles.moved()

    def strikes(self, fault: str) -> bool:
        """True once a session for a fault that is on, whatever connection it is."""
        return self._progress.strikes(fault, self._house.faults)

    def _mouth(self) -> Answering:
        profile, faults = self._profile, self._house.faults
        return Answering(
            self._end,
            self._progress,
            self._performer,
            self._handles,
            self._is_blocking,
            _time_is_up(profile),
            faults,
            scheduling=profile.accepts.scheduling,
        )

    def _is_blocking(self, call: Call) -> bool:
        by_default = self._profile.habits.tools_block
        early = "turn-complete-before-answer" in self._house.faults
        return not early and is_blocking(call, self._setup, by_default=by_default)

    def _hear(self, setup: Setup) -> None:
        meter, habits = self._progress.meter, self._profile.habits
        meter.names, meter.sums = habits.usage_names, "usage-off" not in self._house.faults
        if setup.system_instruction is not None and self._progress.connections == 1:
            meter.read(" ".join(part.text or "" for part in setup.system_instruction.parts))
        manual, ends = self._end.manual_activity, habits.stream_end_ends_turn
        self._hearing = Hearing(setup, meter, manual=manual, stream_end_ends_turn=ends)

    async def _follow(self, changes: Iterable[Change]) -> Refusal | None:
        for change in changes:
            await self._report(change)
            if "tool-wedge" in self._house.faults and self._progress.calls:
                continue
            match change:
                case TurnBegan():
                    await self._turn_begins(change)
                case TurnEnded():
                    refusal = await self._turn_ends(change)
                    if refusal is not None:
                        return refusal
        return None

    async def _report(self, change: Change) -> None:
        """Tells what the server's ears found, where that is asked for (reference §3.1)."""
        if change.offset_s is None or not self._setup.explicit_vad_signal:
            return
        began = isinstance(change, TurnBegan)
        kind, signal = ("ACTIVITY_START", "SOS") if began else ("ACTIVITY_END", "EOS")
        await self._end.send(VoiceActivityDetectionSignal(vad_signal_type=f"VAD_SIGNAL_TYPE_{signal}"))
        await self._end.send(VoiceActivity(type=kind, audio_offset=f"{change.offset_s:.3f}s"))

    async def _turn_begins(self, change: TurnBegan) -> None:
        """Speech interrupts an answer that has begun; one that has not is put off until the user stops again."""
        self._answering.user_speaking = True
        if self._swallowed:
            self._answering.beside(self._close_swallowed, "mock swallowed turn")
        if not self._answering.busy:
            return
        if not self._answering.begun:
            await self._answering.stop()
            self._progress.place, self._put_off = self._asked_at, self._heard
            began_s, ended_s = change.offset_s, self._heard_until_s
            self._pause_s = 0.0 if began_s is None or ended_s is None else began_s - ended_s
        elif self._interrupts and self._end.ready:
            await self._answering.interrupt()

    @property
    def _interrupts(self) -> bool:
        return (self._setup.realtime_input_config or {}).get("activityHandling") != "NO_INTERRUPTION"

    async def _turn_ends(self, ended: TurnEnded) -> Refusal | None:
        self._answering.user_speaking = False
        if self._answering.busy:
            return None  # NO_INTERRUPTION: the answer goes on and this input is not answered
        self._heard, self._put_off = joined(self._put_off, self._pause_s, ended.heard), None
        self._heard_until_s = ended.offset_s
        place = self._asked_at = self._progress.place
        if place.turn and self._setup.context_window_compression is None and self.strikes("context-overflow-1007"):
            return INVALID_ARGUMENT
        answer = self._house.answers.answer(self._heard, place, to_wire(self._setup)["setup"])
        self._progress.place = answer.then
        self._handles.moved()
        steps = fitted(answer.steps, self._setup, self._heard) if self._house.strict else answer.steps
        if self._swallowed:
            await self._close_swallowed(0.0)
        if self.strikes("swallowed-utterance"):
            self._swallowed = True
            return None
        if self._house.faults:
            scene = Scene(self._setup, answer.voice, self._progress.name, place.turn, self.strikes)
            steps = spoiled(steps, self._house.faults, scene)
        if steps:
            self._talked = True
            self._answering.start(steps, answer.voice, ended.t)
        else:
            self._answering.idle()
        return None

    async def _close_swallowed(self, after_s: float = _SWALLOWED_S) -> None:
        await asyncio.sleep(after_s)
        if self._swallowed:
            self._swallowed = False
            await self._performer.complete()


def _time_is_up(profile: Profile) -> tuple[int, str]:
    """How a connection ends after goAway (reference §4.7, §6.2)."""
    if profile.backend == "gemini":
        return 1011, "Deadline expired before operation could complete."
    return 1000, "The operation was cancelled."


def _silence() -> Samples:
    return np.zeros(0, np.int16)
