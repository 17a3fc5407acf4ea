"""What the user does in a turn: types, speaks, keeps silent, shows pictures, in the dialect of the model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from evalkit.clock import Stopwatch
from evalkit.media.frames import Frame
from evalkit.media.user_audio import UserAudio
from evalkit.profiles.profile import Dialect
from evalkit.protocol.messages import Blob, ClientContent, Content, Part, RealtimeInput
from evalkit.scenario.model import Scenario, SilenceInput, SoundtrackInput, TextInput, Turn
from evalkit.session.calls import Calls
from evalkit.session.camera import Camera
from evalkit.session.connections import Connections
from evalkit.session.marks import Marks
from evalkit.session.microphone import RATE_HZ, Microphone, tail_ms

__all__ = ["TurnInput"]


class TurnInput:
    """Gives the input of turns.

    Pictures and speech share one clock. A video ends with the user's speech and the silence after it, even when it is
    longer; beside silence, or as its own soundtrack, it is shown to its end, and before typed text too. Where the
    scenario marks activity itself, one window covers speech and pictures, and a turn of silence has none.

    Args:
        scenario: has the turns and how their audio is sent.
        spoken: audio by turn index.
        frames: pictures by turn index, the turn's images first.
        dialect: how the model wants to be talked to.
        connections: input leaves through it.
        calls: where the dialect says so, no audio or picture leaves while a blocking one is open.
        marks: notes where the speech was.
        clock: the session's.
    """

    def __init__(
        self,
        scenario: Scenario,
        spoken: Mapping[int, UserAudio],
        frames: Mapping[int, Sequence[Frame]],
        dialect: Dialect,
        connections: Connections,
        calls: Calls,
        marks: Marks,
        clock: Stopwatch,
    ) -> None:
        self._scenario, self._spoken, self._frames, self._dialect = scenario, spoken, frames, dialect
        self._connections, self._calls, self._marks, self._clock = connections, calls, marks, clock
        self._audio_end = scenario.audio_end or dialect.audio_end
        self._pauses = self._said = False

    async def give(self, turn: Turn, speech_over: Callable[[], None], ends: Callable[[float], float | None]) -> float:
        """Gives a turn's whole input.

        Args:
            turn: one of the scenario's.
            speech_over: called once the user has said everything, before the silence that follows.
            ends: from the moment at which speech ended to the one at which the next turn begins, None while nobody
                knows; the silence that follows speech is cut short then.

        Returns:
            When the input ended, the silence that follows speech left out.
        """
        # A turn that waits for a tool call means to speak into it.
        self._pauses = self._dialect.pause_audio_for_calls and turn.start.after != "tool_call"
        self._said = False
        match turn.user:
            case TextInput(text):
                await self._type(turn, text)
            case SilenceInput(duration_s):
                await self._keep_silent(turn, duration_s)
            case _ if self._connections.manual_activity:
                await self._speak_in_window(turn)
            case _:
                return await self._speak(turn, speech_over, ends)
        return self._clock()

    async def _type(self, turn: Turn, text: str) -> None:
        frames = tuple(self._frames.get(turn.index, ()))
        if self._dialect.text_turns == "client_content":
            # Parts of one content keep their order; realtime input beside it has none (reference §2.5, §2.7).
            images, video = frames[: len(turn.images)], frames[len(turn.images) :]
            await self._camera(video).show_rest()
            shown = tuple(Part(inline_data=Blob(mime_type=image.mime_type, data=image.data)) for image in images)
            content = Content(role="user", parts=(*shown, Part(text=text)))
            await self._connections.send(ClientContent(turns=(content,), turn_complete=True))
            return
        window = self._connections.manual_activity and bool(frames)
        if window:
            await self._connections.send(RealtimeInput(activity_start=True))
        await self._camera(frames).show_rest()
        await self._connections.send(RealtimeInput(text=text))
        if window:
            await self._connections.send(RealtimeInput(activity_end=True))

    async def _keep_silent(self, turn: Turn, duration_s: float) -> None:
        microphone, camera = self._devices(turn)
        heard = self._spoken.get(turn.index)
        if heard is not None:
            await microphone.speak(heard)
            duration_s -= len(heard.samples) / RATE_HZ
        await microphone.silence(max(0.0, duration_s, camera.rest_s))
        await self._close_microphone()

    async def _speak_in_window(self, turn: Turn) -> None:
        microphone, camera = self._devices(turn)
        await self._connections.send(RealtimeInput(activity_start=True))
        await camera.show_until(self._clock())
        await microphone.speak(self._spoken[turn.index])
        if isinstance(turn.user, SoundtrackInput):
            await microphone.silence(camera.rest_s)
        await self._connections.send(RealtimeInput(activity_end=True))

    async def _speak(self, turn: Turn, speech_over: Callable[[], None], ends: Callable[[float], float | None]) -> float:
        microphone, camera = self._devices(turn)
        await camera.show_until(self._clock())
        await microphone.speak(self._spoken[turn.index])
        speech_over()
        self._said, said_t = True, self._clock()

        def in_time(t: float) -> bool:
            moment = ends(said_t)
            return moment is None or t <= moment

        tail_s = tail_ms(self._scenario) / 1000
        rest_s = camera.rest_s if isinstance(turn.user, SoundtrackInput) else 0.0
        if await microphone.silence(max(tail_s, rest_s), in_time, self._halted):
            await self._close_microphone()
        return said_t

    def _halted(self) -> bool:
        """True when nothing more needs to follow the speech: a call shows that it was understood."""
        return self._said and self._pauses and self._calls.blocking

    async def _close_microphone(self) -> None:
        if self._audio_end == "stream_end" and not self._connections.manual_activity:
            await self._connections.send(RealtimeInput(audio_stream_end=True))

    def _devices(self, turn: Turn) -> tuple[Microphone, Camera]:
        camera = self._camera(self._frames.get(turn.index, ()))
        chunk_ms = self._scenario.chunk_ms
        return Microphone(self._send_audio, camera, self._marks, self._clock, chunk_ms), camera

    def _camera(self, frames: Sequence[Frame]) -> Camera:
        return Camera(frames, self._send_frame, self._clock)

    async def _send_audio(self, pcm: bytes) -> float:
        return await self._stream(RealtimeInput(audio=Blob(mime_type=f"audio/pcm;rate={RATE_HZ}", data=pcm)))

    async def _send_frame(self, frame: Frame) -> float:
        if self._halted():
            return 0.0
        return await self._stream(RealtimeInput(video=Blob(mime_type=frame.mime_type, data=frame.data)))

    async def _stream(self, message: RealtimeInput) -> float:
        """Sends streamed input once it may leave; returns how many seconds that took."""
        asked_t = self._clock()
        if self._pauses:
            await self._calls.unblocked()
        held_s = self._clock() - asked_t
        return round(held_s + await self._connections.send(message), 9)
