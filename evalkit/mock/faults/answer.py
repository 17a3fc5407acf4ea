"""Faults of an answer: what a mock server does to the steps of an answer before it gives it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from evalkit.media.pcm import Samples, to_bytes
from evalkit.mock.faults.call import CALL_FAULTS
from evalkit.mock.faults.scene import Scene, Spoil, Steps, before_first
from evalkit.mock.faults.transcript import TRANSCRIPT_FAULTS
from evalkit.mock.model.performance import sound_of
from evalkit.scenario.script import Complete, Disconnect, GoAway, Hear, Raw, Say, Step, Write

__all__ = ["spoiled"]

_OUTLIER_MS = 7000.0
_OUTLIER_SHARE = 1 / 3
"""Real servers stall far less often (3 in 100: reference §7); a switch is there to be seen."""
_CONTROL = "<ctrl46>"
_INAUDIBLE_DB = -80.0
_TAIL_S = 0.3
_GO_AWAY_S = 5.0
_ERROR = {"code": 13, "message": "Internal error encountered.", "status": "INTERNAL"}


def spoiled(steps: Steps, faults: frozenset[str], scene: Scene) -> Steps:
    """Returns an answer as the faults have it, each applied to what the one before left."""
    for name, spoil in _SPOIL.items():
        if name in faults:
            steps = spoil(steps, scene)
    return steps


def _heard(steps: Steps) -> Steps:
    """The input transcriptions, and the pause before the first other step."""
    return tuple(step for step in steps if isinstance(step, Hear))


def _first_ms(steps: Steps) -> float:
    return next((step.after_ms for step in steps if not isinstance(step, Hear)), 0.0)


def _empty_turn(steps: Steps, scene: Scene) -> Steps:
    return (*_heard(steps), Complete(_first_ms(steps)))


def _rejected_turn(steps: Steps, scene: Scene) -> Steps:
    return (*_heard(steps), Complete(_first_ms(steps), "RESPONSE_REJECTED"))


def _missing_turn_complete(steps: Steps, scene: Scene) -> Steps:
    return tuple(step for step in steps if not isinstance(step, Complete))


def _early_turn_complete(steps: Steps, scene: Scene) -> Steps:
    return (*_until_mid_sentence(steps, scene), Complete())


def _error_mid_turn(steps: Steps, scene: Scene) -> Steps:
    if not scene.strike("error-mid-turn-1011"):
        return steps
    return (*_until_mid_sentence(steps, scene), Disconnect(1011, "Internal error encountered."))


def _drop_mid_turn(steps: Steps, scene: Scene) -> Steps:
    if not scene.strike("drop-mid-turn"):
        return steps
    return (*_until_mid_sentence(steps, scene), Disconnect(1006, ""))


def _until_mid_sentence(steps: Steps, scene: Scene) -> Steps:
    """The steps before the first thing said, and the first half of that."""
    for number, step in enumerate(steps):
        if isinstance(step, Say):
            sound = sound_of(replace(step, gain_db=0.0, lead_silence_ms=0.0), scene.voice)
            half = replace(step, text=_half(step.text), transcript=_half(step.transcript), pcm=_first_half(sound))
            return (*steps[:number], half)
        if isinstance(step, Write) and not step.thought:
            return (*steps[:number], replace(step, text=_half(step.text)))
    return _missing_turn_complete(steps, scene)


def _half(text: Any) -> Any:
    return text if text is None else " ".join(text.split(" ")[: max(1, len(text.split(" ")) // 2)])


def _first_half(samples: Samples) -> bytes:
    return to_bytes(samples[: len(samples) // 2])


def _text_only(steps: Steps, scene: Scene) -> Steps:
    return tuple(Write(step.text, step.after_ms) if isinstance(step, Say) else step for step in steps)


def _near_silent(steps: Steps, scene: Scene) -> Steps:
    return tuple(replace(step, gain_db=_INAUDIBLE_DB) if isinstance(step, Say) else step for step in steps)


def _audio_after(steps: Steps, scene: Scene) -> Steps:
    said = next((step for step in reversed(steps) if isinstance(step, Say)), None)
    if said is None:
        return steps
    sound = sound_of(said, scene.voice)[-round(_TAIL_S * 24_000) :]
    return (*steps, Say("", 200.0, transcript="", pcm=to_bytes(sound)))


def _in_band_error(steps: Steps, scene: Scene) -> Steps:
    return (*_heard(steps), Raw(_ERROR, _first_ms(steps))) if scene.strike("in-band-error") else steps


def _slow(steps: Steps, scene: Scene) -> Steps:
    # A text as seed gives the same numbers on every platform.
    late = random.Random(f"{scene.session}/{scene.turn}").random() < _OUTLIER_SHARE
    place = next((number for number, step in enumerate(steps) if not isinstance(step, Hear)), None)
    if not late or place is None:
        return steps
    delayed = replace(steps[place], after_ms=steps[place].after_ms + _OUTLIER_MS)
    return (*steps[:place], delayed, *steps[place + 1 :])


def _control_tokens(steps: Steps, scene: Scene) -> Steps:
    def marked(step: Step) -> Step:
        match step:
            case Say(text=text, transcript=transcript):
                return replace(step, transcript=f"{text if transcript is None else transcript} {_CONTROL}{_CONTROL}")
            case Write(text=text):
                return replace(step, text=f"{text}{_CONTROL}")
        return step

    return tuple(marked(step) for step in steps)


def _thoughts(steps: Steps, scene: Scene) -> Steps:
    return before_first(steps, Write("**Considering the request** I will answer briefly.", thought=True))


def _unknown_message(steps: Steps, scene: Scene) -> Steps:
    return before_first(steps, Raw({"futureMessage": {"note": "nobody knows this yet"}}))


def _go_away(steps: Steps, scene: Scene) -> Steps:
    return before_first(steps, GoAway(_GO_AWAY_S)) if scene.strike("go-away") else steps


_SPOIL: Mapping[str, Spoil] = {
    "empty-turn": _empty_turn,
    "rejected-turn": _rejected_turn,
    "in-band-error": _in_band_error,
    "text-only-turn": _text_only,
    "near-silent-audio": _near_silent,
    "control-tokens": _control_tokens,
    "early-turn-complete": _early_turn_complete,
    "error-mid-turn-1011": _error_mid_turn,
    "drop-mid-turn": _drop_mid_turn,
    "audio-after-turn-complete": _audio_after,
    **TRANSCRIPT_FAULTS,
    **CALL_FAULTS,
    "thought-text": _thoughts,
    "unknown-message": _unknown_message,
    "missing-turn-complete": _missing_turn_complete,
    "go-away": _go_away,
    "slow-outliers": _slow,
}
"""In the order in which they are applied: what is said first, then what stands around it, then when."""
