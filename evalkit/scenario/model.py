"""A scenario: what the user says and does, and what is expected of the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias

from evalkit.scenario.quarantine import Quarantine
from evalkit.scenario.script import Script

__all__ = [
    "Anchor",
    "AudioEnd",
    "AudioInput",
    "Background",
    "Conditions",
    "Fit",
    "Image",
    "SayInput",
    "Scenario",
    "Scheduling",
    "ScorerSpec",
    "SecondSpeaker",
    "SilenceInput",
    "SoundtrackInput",
    "Start",
    "TextInput",
    "Timeouts",
    "ToolAnswer",
    "ToolStub",
    "Turn",
    "UserInput",
    "Video",
]


@dataclass(frozen=True, slots=True)
class TextInput:
    """The user types."""

    text: str


@dataclass(frozen=True, slots=True)
class AudioInput:
    """The user speaks: a recorded file, as the scenario names it (relative to the scenario file)."""

    path: str
    transcript: str | None = None
    """The words in it, when known; WER needs them."""


@dataclass(frozen=True, slots=True)
class SayInput:
    """The user speaks: text-to-speech of `text`."""

    text: str
    speaker: str = ""
    """A speaker's name within the scenario ("A", "cook"); empty for the first. Equal names get equal voices."""


@dataclass(frozen=True, slots=True)
class SilenceInput:
    """The user's microphone is open and nobody speaks, for `duration_s` seconds."""

    duration_s: float


@dataclass(frozen=True, slots=True)
class SoundtrackInput:
    """The user speaks: the sound of the turn's own video."""

    transcript: str | None = None
    """The words in it, when known."""


UserInput: TypeAlias = TextInput | AudioInput | SayInput | SilenceInput | SoundtrackInput

Fit = Literal["letterbox", "crop"]


@dataclass(frozen=True, slots=True)
class Video:
    """A video file the user shows while the turn lasts, one frame a second (relative to the scenario file)."""

    path: str
    fit: Fit = "letterbox"


@dataclass(frozen=True, slots=True)
class Image:
    """A picture the user shows as the turn begins (relative to the scenario file)."""

    path: str
    fit: Fit = "letterbox"


@dataclass(frozen=True, slots=True)
class Background:
    """What is heard behind the user: a file, repeated as needed, or noise made from a seed."""

    snr_db: float
    """Level of the speech above it."""
    path: str | None = None
    """An audio file, relative to the scenario file; None: `noise`."""
    noise: Literal["white", "pink", "babble"] = "pink"
    seed: int = 1
    """Decides the noise, or where in the file it begins."""


@dataclass(frozen=True, slots=True)
class SecondSpeaker:
    """Somebody else who talks over the user."""

    snr_db: float
    """Level of the user's speech above the other's."""
    say: str | None = None
    path: str | None = None
    """An audio file in place of `say`."""
    speaker: str = "second"
    delay_ms: float = 0.0
    """From the beginning of the turn's audio."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """How the user's audio reaches the model; the defaults change nothing."""

    gain_db: float = 0.0
    background: Background | None = None
    second_speaker: SecondSpeaker | None = None
    channel: Literal["wideband", "telephone"] = "wideband"
    """`telephone`: 300 to 3400 Hz, 8 kHz, μ-law (ITU-T G.711) and back."""


AudioEnd = Literal["tail", "stream_end"]

Scheduling = Literal["SILENT", "WHEN_IDLE", "INTERRUPT"]

Anchor = Literal["turn_complete", "model_speech", "input_end", "tool_call"]


@dataclass(frozen=True, slots=True)
class Start:
    """When a turn begins: `delay_ms` milliseconds after something the previous turn brings.

    `turn_complete`: the model's turn is over and its audio has been played. `model_speech`: the first audible sample of
    its answer is heard (barge-in). `input_end`: the previous input ended (speech: its last sample), answered or not.
    `tool_call`: a tool was called.
    """

    after: Anchor = "turn_complete"
    delay_ms: float = 300.0
    reconnect: bool = False
    """True: the session is closed and resumed on a new connection before the turn begins (reference §4.7)."""


@dataclass(frozen=True, slots=True)
class ScorerSpec:
    """A key under `expect` and its value: a scorer's name and that scorer's arguments."""

    name: str
    args: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """One user turn and what is expected of the answer."""

    index: int
    user: UserInput
    start: Start = Start()
    expect: tuple[ScorerSpec, ...] = ()
    video: Video | None = None
    images: tuple[Image, ...] = ()
    conditions: Conditions = Conditions()

    @property
    def expects_silence(self) -> bool:
        """True when no answer is waited for: the turn says `silence`, not of label `speak`, or nobody speaks in it."""
        labels = [spec.args.get("label", "silent") for spec in self.expect if spec.name == "silence"]
        return any(label != "speak" for label in labels) or (isinstance(self.user, SilenceInput) and not labels)

    @property
    def reference(self) -> str | None:
        """The words the user says or types, when known."""
        match self.user:
            case TextInput(text) | SayInput(text):
                return text
            case AudioInput(transcript=transcript) | SoundtrackInput(transcript):
                return transcript
        return None

    @property
    def spoken(self) -> bool:
        """True when the turn is sent as audio."""
        return not isinstance(self.user, TextInput)


@dataclass(frozen=True, slots=True)
class ToolAnswer:
    """What a stub answers to a call whose arguments match every condition in `when` (none: any call).

    An `error` that is not None is the answer; else `returns` is, `{}` when nothing was given.
    """

    when: Mapping[str, Any] = field(default_factory=dict)
    """Argument name to matcher: a literal, `/regex/flags`, or a mapping such as `{matches: …}` (text.matching)."""
    returns: Mapping[str, Any] = field(default_factory=dict)
    error: str | None = None
    after_ms: float = 0.0
    """How long the tool takes."""
    scheduling: Scheduling | None = None
    """What the model is to do with the answer to a NON_BLOCKING call; None: the API's default (reference §2.8)."""


@dataclass(frozen=True, slots=True)
class ToolStub:
    """A tool the scenario answers for; answers are tried in order, the first match wins."""

    name: str
    answers: tuple[ToolAnswer, ...]


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long the session waits, in seconds."""

    setup_s: float = 10.0
    first_response_s: float = 15.0
    """From the end of the input to the server's first sign of an answer."""
    gap_s: float = 10.0
    """Between two signs of an answer that has begun."""
    turn_s: float = 60.0
    """From the end of the input to the end of the answer."""
    reconnect_s: float = 1.0
    """From the end of a connection to the next one that resumes it; sooner is refused with 1011 (reference §4.7)."""
    silence_s: float = 5.0
    """How long the model must keep silent before a turn that expects silence is over."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario file, read and checked."""

    id: str
    """The file's path below its scenario root, without suffix, with `/`: `tools/temperature`."""
    turns: tuple[Turn, ...]
    description: str = ""
    tags: tuple[str, ...] = ()
    language: str = "en"
    """BCP-47 language of user and model; text normalisation and text-to-speech follow it."""
    setup: Mapping[str, Any] = field(default_factory=dict)
    """The API's own setup as authored, in either spelling, without `model`; read it with `setup_check.field_of`."""
    tools: tuple[ToolStub, ...] = ()
    expect: tuple[ScorerSpec, ...] = ()
    """Expectations of the whole session."""
    timeouts: Timeouts = Timeouts()
    chunk_ms: int = 20
    """Length of an audio chunk, 20 to 40 ms."""
    tail_ms: float | None = None
    """Silence sent after speech so that the server's voice detection can end the turn; None: as the setup needs."""
    audio_end: AudioEnd | None = None
    """How the end of speech is told: by silence alone, or by `audioStreamEnd` after it; None: as the model needs."""
    expected_failure: str = ""
    """Why this scenario is known to fail; empty for one that should pass."""
    quarantine: Quarantine | None = None
    """Why and until when it is no part of the verdict; None for one that counts."""
    script: Script | None = None
    """What the mock server plays (the `mock` section)."""
    source: Path | None = None
    """The file it was read from."""
    root: Path | None = None
    """The scenario root: no path may leave it, and its `audio/` and `recordings/` belong to it."""
    document: Mapping[str, Any] = field(default_factory=dict)
    """The checked document without its `mock` section, as recordings embed it."""
