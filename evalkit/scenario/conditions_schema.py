"""The `conditions` of a scenario file: what is heard beside the user, and what the line to the model does to it."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag

from evalkit.scenario.strict import Strict, Words, one_key

__all__ = [
    "BACKGROUND_KEYS",
    "SPEAKER_KEYS",
    "BackgroundFile",
    "ConditionsFile",
    "FileBackground",
    "FileSpeaker",
    "NoiseBackground",
    "SaySpeaker",
    "SpeakerFile",
]

BACKGROUND_KEYS = ("noise", "file")
SPEAKER_KEYS = ("say", "audio")

_Ratio = Annotated[float, Field(ge=-40, le=80)]


class _Background(Strict):
    snr_db: _Ratio = Field(
        description="How far the user's speech lies above it, measured where the user speaks; in a turn without "
        "speech, above speech at -26 dBov."
    )
    seed: int = Field(
        default=1,
        ge=0,
        le=2**32 - 1,
        description="Decides the noise, or where in the file it begins; 0: at the beginning.",
    )


class NoiseBackground(_Background):
    """Noise made from a seed, the same everywhere."""

    noise: Literal["white", "pink", "babble"] = Field(
        description="white: equal power at every frequency; pink: equal power in every octave; babble: many voices at "
        "once, no word of which can be understood."
    )


class FileBackground(_Background):
    """A recording of a place, repeated as needed."""

    file: Words = Field(description="An audio file, relative to the scenario file.")


BackgroundFile: TypeAlias = NoiseBackground | FileBackground

_AnyBackground = Annotated[
    Annotated[NoiseBackground, Tag("<noise>")] | Annotated[FileBackground, Tag("<file>")],
    Discriminator(lambda value: one_key(value, BACKGROUND_KEYS)),
]


class _Speaker(Strict):
    snr_db: _Ratio = Field(description="How far the user's speech lies above the other's, each where they speak.")
    delay_ms: Annotated[float, Field(ge=0, le=60_000)] = Field(
        default=0.0, description="From the beginning of the turn's audio, at most a minute."
    )


class SaySpeaker(_Speaker):
    """Somebody else's words, by text-to-speech."""

    say: Words = Field(description="What the other one says.")
    speaker: str = Field(default="second", description="The other speaker's name; equal names get equal voices.")


class FileSpeaker(_Speaker):
    """Somebody else's words, from a file."""

    audio: Words = Field(description="An audio file, relative to the scenario file.")


SpeakerFile: TypeAlias = SaySpeaker | FileSpeaker

_AnySpeaker = Annotated[
    Annotated[SaySpeaker, Tag("<say>")] | Annotated[FileSpeaker, Tag("<audio>")],
    Discriminator(lambda value: one_key(value, SPEAKER_KEYS)),
]


class ConditionsFile(Strict):
    """How the user's audio reaches the model; what a turn gives replaces what the scenario gives, key by key."""

    gain_db: Annotated[float, Field(ge=-80, le=60)] = Field(
        default=0.0, description="Makes the whole mixture louder or quieter; what would clip is an error."
    )
    background: _AnyBackground | None = Field(
        default=None, description="What is heard behind the user, also while nobody speaks; null: nothing."
    )
    second_speaker: _AnySpeaker | None = Field(
        default=None, description="Somebody else who talks over the user; null: nobody."
    )
    channel: Literal["wideband", "telephone"] = Field(
        default="wideband", description="telephone: 300 to 3400 Hz, 8 kHz, mu-law (G.711) and back to 16 kHz."
    )
