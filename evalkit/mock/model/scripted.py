"""A responder that plays a scenario's `mock` section: what the model says, does and when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evalkit.mock.answers.base import Answer, Answers, HeardTurn, Opening, Place, Voice
from evalkit.mock.model.conversation import Conversation
from evalkit.mock.model.house import House
from evalkit.mock.model.sessions import Sessions
from evalkit.mock.model.wire import Wire
from evalkit.profiles.known import ANY
from evalkit.profiles.profile import Profile
from evalkit.scenario.script import Script
from evalkit.transport.base import Transport

__all__ = ["ScriptedResponder", "scripted"]


class ScriptedResponder:
    """Answers each user turn with the script's steps for it, with the server's own ears for the user's speech.

    It takes whatever setup it is given, and says just what the script says.

    Args:
        script: what to play.
        voice: speaks `say` steps; called while the connection is open, so it should have its audio at hand.
        name: makes session and call ids, so that the same script always sends the same bytes.
        wire: frame habits; None: those of the profile.
        profile: the model that is played.
        sessions: what may be resumed; None: nothing that another responder began.
    """

    def __init__(
        self,
        script: Script,
        voice: Voice,
        name: str,
        wire: Wire | None = None,
        profile: Profile = ANY,
        sessions: Sessions | None = None,
    ) -> None:
        self._name, self._wire = name, wire
        self._house = House(
            scripted(script, voice),
            lambda _: profile,
            speed=script.speed,
            strict=False,
            sessions=sessions or Sessions(),
        )

    async def serve(self, transport: Transport) -> None:
        """Plays the script on one connection until either side closes it."""
        await Conversation(transport, self._house, self._name, wire=self._wire).run()


def scripted(script: Script, voice: Voice) -> Answers:
    """Makes a model that says what a script says, turn by turn."""
    return _Scripted(script, voice)


class _Scripted:
    def __init__(self, script: Script, voice: Voice) -> None:
        self._script, self._voice = script, voice

    def opening(self, place: Place) -> Opening:
        return Opening(self._script.on_setup, self._script.silent_setup)

    def answer(self, heard: HeardTurn, place: Place, setup: Mapping[str, Any]) -> Answer:
        turns = self._script.turns
        return Answer(turns[place.turn].steps if place.turn < len(turns) else (), self._voice, place.further())
