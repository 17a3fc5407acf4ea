"""A mock model that knows several scenarios and answers with the one that the user plays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson

from evalkit.errors import ProtocolError, UsageError
from evalkit.mock.answers.base import Answer, Answers, HeardTurn, Opening, Place, Voice
from evalkit.mock.answers.likeness import ALIKE, likeness
from evalkit.protocol.codec import decode, to_wire
from evalkit.protocol.side import Side
from evalkit.scenario.script import Script
from evalkit.scenario.setup_check import camel_case

__all__ = ["Piece", "repertoire"]


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """One scenario the mock model can answer."""

    scenario_id: str
    setup: Mapping[str, Any]
    """As authored, without `model`, in either spelling."""
    turns: tuple[HeardTurn, ...]
    """What the user says; turns in which nobody speaks are left out, here and in the script."""
    script: Script
    """One list of steps for each of `turns`."""
    voice: Voice
    """Speaks the script's `Say` steps that bring no audio of their own."""


def repertoire(pieces: Sequence[Piece]) -> Answers:
    """Makes a model that answers each session with one of the pieces.

    A session plays the piece that its path names. Else its first turn chooses: the piece whose first turn is alike
    (`likeness` of at least `ALIKE`), of several one with the session's own setup. Where nothing is alike, the first
    piece with that setup answers, or the first of all. Later turns are answered by the same piece in order, whatever
    is said, until it is played out or the first turn of another one comes; after the last turn the next piece follows.
    A turn that is alike to a later one of the piece is that one: those between were not heard, as a cough may not be.

    Raises:
        UsageError: there is no piece at all.
    """
    if not pieces:
        raise UsageError("there is no scenario to answer with", "give a folder of scenarios, or serve an echo")
    return _Repertoire(pieces)


class _Repertoire:
    def __init__(self, pieces: Iterable[Piece]) -> None:
        self._pieces = tuple(pieces)
        self._setups = {piece.scenario_id: _comparable(piece.setup) for piece in self._pieces}
        self._by_id = {piece.scenario_id: piece for piece in self._pieces}

    def opening(self, place: Place) -> Opening:
        piece = self._pieces[0] if len(self._pieces) == 1 else self._by_id.get(place.scenario)
        return Opening(piece.script.on_setup, piece.script.silent_setup) if piece is not None else Opening()

    def answer(self, heard: HeardTurn, place: Place, setup: Mapping[str, Any]) -> Answer:
        place = self._placed(heard, place, setup)
        piece, turn = self._by_id[place.scenario], place.turn - place.began
        steps = piece.script.turns[turn].steps if turn < len(piece.script.turns) else ()
        return Answer(steps, piece.voice, place.further())

    def _placed(self, heard: HeardTurn, place: Place, setup: Mapping[str, Any]) -> Place:
        """Where the session really is, now that this was heard."""
        current, turn = self._by_id.get(place.scenario), place.turn - place.began
        due = current.turns[turn] if current is not None and turn < len(current.turns) else None
        if due is not None and (turn == 0 or likeness(heard, due) >= ALIKE):
            return place
        if current is not None and (missed := _missed(heard, current.turns[turn:])):
            return replace(place, began=place.began - missed)
        found = self._alike(heard, setup)
        if found is None and due is not None:
            return place
        return Place(place.turn, (found or self._next(place, setup)).scenario_id, place.turn)

    def _alike(self, heard: HeardTurn, setup: Mapping[str, Any]) -> Piece | None:
        """The piece that begins with this turn, one of the same setup first, then the most alike."""
        asked = _comparable(setup)
        found = [
            (self._setups[piece.scenario_id] == asked, alike, piece)
            for piece in self._pieces
            if piece.turns and (alike := likeness(heard, piece.turns[0])) >= ALIKE
        ]
        return max(found, key=lambda each: each[:2])[2] if found else None

    def _next(self, place: Place, setup: Mapping[str, Any]) -> Piece:
        """The next piece in order; the first one if possible with the session's setup."""
        ids = [piece.scenario_id for piece in self._pieces]
        if place.scenario in ids:
            return self._pieces[(ids.index(place.scenario) + 1) % len(ids)]
        asked = _comparable(setup)
        return next((piece for piece in self._pieces if self._setups[piece.scenario_id] == asked), self._pieces[0])


def _missed(heard: HeardTurn, due: Sequence[HeardTurn]) -> int:
    """How many turns were too short or too soft to be heard before this one; 0 where it is none of those due."""
    return next((count for count, turn in enumerate(due) if likeness(heard, turn) >= ALIKE), 0)


def _comparable(setup: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """A setup in the wire's spelling, without what differs between two sessions of one scenario."""
    document = {camel_case(key): value for key, value in setup.items()} | {"model": "models/any"}
    document.pop("sessionResumption", None)
    if isinstance(document.get("systemInstruction"), str):
        document["systemInstruction"] = {"parts": [{"text": document["systemInstruction"]}]}
    try:
        [message] = decode(orjson.dumps({"setup": document}), Side.CLIENT)
        return to_wire(message)
    except (ProtocolError, TypeError):
        return None
