"""Servers whose connections are lost in mid-answer, and that may say again what was cut off (reference §4.7)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from evalkit.media.user_audio import spoken_audio
from evalkit.mock.model.live import LiveModel
from evalkit.mock.model.scripted import scripted
from evalkit.mock.network.request import LiveRequest
from evalkit.profiles.known import profile_of
from evalkit.recording.model import Recording
from evalkit.scenario.model import Scenario
from evalkit.scenario.script import Script, ScriptTurn
from tests.conversations import played, sound, tone_voice
from tests.scripts import Story
from tests.session.servers import Peer, handle, served

__all__ = ["LOST", "Frame", "Redoing", "told_with_losses"]

LOST: dict[str, Any] = {"lost": True}
"""In place of a frame: the connection is cut."""
_QUIET_CHUNKS = 10
_MOST_CONNECTIONS = 20

Frame = tuple[float, dict[str, Any]]
"""Seconds to wait, and what is sent then."""


@dataclass
class Redoing:
    """A server that answers turn by turn, and begins a resumed connection with whatever its redos say."""

    answers: Sequence[Sequence[Frame]]
    redos: Sequence[Sequence[Frame]]
    _answered: int = field(default=0, init=False)
    _connections: int = field(default=0, init=False)

    def told(self, scenario: Scenario) -> Recording:
        """Plays a scenario against it."""
        recording, _ = served(scenario, *[self._serve] * _MOST_CONNECTIONS)
        return recording

    async def _serve(self, peer: Peer) -> None:
        await peer.set_up(handle("h"))
        number, self._connections = self._connections, self._connections + 1
        if 0 < number <= len(self.redos) and not await _play(peer, self.redos[number - 1]):
            return
        while self._answered < len(self.answers):
            await _user_spoke(peer)
            self._answered += 1
            if not await _play(peer, self.answers[self._answered - 1]):
                return


async def _play(peer: Peer, frames: Sequence[Frame]) -> bool:
    """Sends frames in time; False when the connection is over."""
    for after_s, frame in frames:
        await asyncio.sleep(after_s)
        if frame is LOST:
            await peer.closes(1006)
            return False
        await peer.sends(frame)
    return True


async def _user_spoke(peer: Peer) -> None:
    """Waits for a typed turn, or for 200 ms of silence after speech."""
    quiet: int | None = None
    while quiet is None or quiet < _QUIET_CHUNKS:
        message = await peer.next()
        if "clientContent" in message:
            return
        audio = message.get("realtimeInput", {}).get("audio")
        if audio is not None:
            silent = set(audio["data"]) <= {"A", "="}
            quiet = 0 if not silent else None if quiet is None else quiet + 1


def told_with_losses(story: Story) -> Recording:
    """Plays a story against the mock server, whose sessions can be resumed at any time."""
    scenario, answers = story
    script = Script(tuple(ScriptTurn(tuple(steps)) for steps in answers))
    model = LiveModel(scripted(script, tone_voice), profile_of("gemini-3.8-live", "gemini"))
    servers = [model(LiveRequest("gemini", "v1beta")) for _ in range(_MOST_CONNECTIONS)]
    spoken = {turn.index: spoken_audio(sound()) for turn in scenario.turns if turn.spoken}
    resumable = replace(scenario, setup={**scenario.setup, "session_resumption": {}})
    return played(resumable, spoken, *servers)
