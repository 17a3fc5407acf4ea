"""The scenario file: its keys, their types and what they mean, as editors show them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias

from pydantic import Discriminator, Field, Tag

from evalkit.scenario.conditions_schema import ConditionsFile
from evalkit.scenario.model import Anchor, AudioEnd, Scheduling
from evalkit.scenario.pictures_schema import AnyPicture, AnyPictures
from evalkit.scenario.script_schema import MockFile
from evalkit.scenario.strict import Day, Milliseconds, Shape, Strict, Words, one_key

__all__ = [
    "INPUT_KEYS",
    "AnswerFile",
    "AudioFile",
    "AudioTurn",
    "ExpectFile",
    "QuarantineFile",
    "SayTurn",
    "ScenarioFile",
    "SilenceTurn",
    "StartFile",
    "TextTurn",
    "TimeoutsFile",
    "TurnFile",
    "VideoTurn",
    "turn_kind",
]

INPUT_KEYS = ("text", "audio", "say", "silence_s")
"""What ends a turn, each in its own way; a `video` with no other of them does so by its sound."""

ExpectFile: TypeAlias = dict[str, dict[str, Any]]

_Seconds = Annotated[float, Field(gt=0, le=3600)]
_Name = Annotated[str, Shape(r"^[^\s,]+$", "a name without spaces or commas")]
_Language = Annotated[str, Shape(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$", "a BCP-47 language such as en or pt-BR")]


class StartFile(Strict):
    """When a turn begins."""

    after: Anchor = Field(
        default="turn_complete",
        description="turn_complete: the model's turn is over and was played; model_speech: its answer is first audible "
        "(barge-in); input_end: the previous input ended, answered or not; tool_call: a tool was called.",
    )
    delay_ms: Milliseconds = Field(default=300.0, description="Milliseconds after that.")
    reconnect: bool = Field(
        default=False,
        description="Closes the connection and resumes the session on a new one before the turn begins; needs "
        "session_resumption in the setup.",
    )


class _Turn(Strict):
    start: StartFile = Field(
        default_factory=lambda: StartFile(),
        description="When the turn begins; not in the first turn, which begins at once.",
    )
    image: AnyPictures | None = Field(
        default=None, description="PNG, JPEG or WebP files, one or a list, shown as the turn begins."
    )
    expect: ExpectFile = Field(
        default_factory=dict, description="What is expected of the answer: a scorer's name and its arguments."
    )


class _Accompanied(_Turn):
    video: AnyPicture | None = Field(
        default=None, description="A video file that is shown without its sound, one frame a second."
    )


class _Heard(Strict):
    conditions: ConditionsFile = Field(
        default_factory=lambda: ConditionsFile(),
        description="How the turn's audio reaches the model; what is given replaces the scenario's own, key by key.",
    )


class TextTurn(_Accompanied):
    """The user types."""

    text: Words = Field(description="What the user types.")


class AudioTurn(_Heard, _Accompanied):
    """The user speaks, from a file."""

    audio: Words = Field(description="An audio file, relative to the scenario file.")
    transcript: Words | None = Field(default=None, description="The words in it; the wer scorer needs them.")


class SayTurn(_Heard, _Accompanied):
    """The user speaks, by text-to-speech."""

    say: Words = Field(description="What the user says.")
    speaker: str = Field(default="", description="A speaker's name; equal names get equal voices.")


class SilenceTurn(_Heard, _Accompanied):
    """The microphone is open and the user says nothing."""

    silence_s: _Seconds = Field(description="For how many seconds.")


class VideoTurn(_Heard, _Turn):
    """The user speaks in a video: its sound is what is heard."""

    video: AnyPicture = Field(description="A video file with sound, relative to the scenario file.")
    transcript: Words | None = Field(default=None, description="The words in it; the wer scorer needs them.")


TurnFile: TypeAlias = TextTurn | AudioTurn | SayTurn | SilenceTurn | VideoTurn


def turn_kind(value: Any) -> str | None:
    """Returns the tag of the model a turn is read by; None when it has none of the inputs, or several."""
    return one_key(value, INPUT_KEYS if any(key in value for key in INPUT_KEYS) else ("video",))


_AnyTurn = Annotated[
    Annotated[TextTurn, Tag("<text>")]
    | Annotated[AudioTurn, Tag("<audio>")]
    | Annotated[SayTurn, Tag("<say>")]
    | Annotated[SilenceTurn, Tag("<silence_s>")]
    | Annotated[VideoTurn, Tag("<video>")],
    Discriminator(lambda value: turn_kind(value) if isinstance(value, Mapping) else None),
]


class AnswerFile(Strict):
    """What a tool answers."""

    when: dict[str, Any] = Field(
        default_factory=dict,
        description="Argument name to a value, /regex/flags, or {matches: regex}; absent: any call.",
    )
    returns: dict[str, Any] | None = Field(default=None, alias="return", description="The response.")
    error: Words | None = Field(default=None, description="The tool fails with this message.")
    after_ms: Milliseconds = Field(default=0.0, description="How long the tool takes.")
    scheduling: Scheduling | None = Field(
        default=None,
        description="What the model does with the answer to a NON_BLOCKING call: SILENT keeps it to itself; WHEN_IDLE "
        "speaks when idle; INTERRUPT interrupts itself; absent: the API's own default.",
    )


def _answers_kind(value: Any) -> str:
    return "<list>" if isinstance(value, list) else "<one>"


_Answers = Annotated[
    Annotated[list[AnswerFile], Field(min_length=1), Tag("<list>")] | Annotated[AnswerFile, Tag("<one>")],
    Discriminator(_answers_kind),
]


class TimeoutsFile(Strict):
    """How long the session waits, in seconds."""

    setup_s: _Seconds = Field(default=10.0, description="For setupComplete.")
    first_response_s: _Seconds = Field(
        default=15.0, description="From the end of the input to the first sign of an answer."
    )
    gap_s: _Seconds = Field(default=10.0, description="Between two signs of an answer that has begun.")
    turn_s: _Seconds = Field(default=60.0, description="From the end of the input to the end of the answer.")
    reconnect_s: _Seconds = Field(
        default=1.0, description="From the end of a connection to the next one that resumes its session."
    )
    silence_s: _Seconds = Field(
        default=5.0, description="How long the model must keep silent where silence is expected."
    )


class AudioFile(Strict):
    """Settings of the audio that is sent."""

    chunk_ms: int = Field(default=20, ge=20, le=40, description="Length of a chunk, 20 to 40 ms.")
    tail_ms: Milliseconds | None = Field(
        default=None, description="Silence sent after speech; absent: as long as the server's voice detection needs."
    )
    end: AudioEnd | None = Field(
        default=None,
        description="How the end of speech is told: tail, by the silence after it; stream_end, by audioStreamEnd after "
        "that silence; absent: as the model needs.",
    )


class QuarantineFile(Strict):
    """Why and until when a scenario is no part of the verdict."""

    until: Day = Field(description="The last day on which it does not count, in UTC: at most 14 days ahead.")
    reason: Words = Field(description="Why, and who is looking into it.")
    longer: Words = Field(default="", description="Why it may last for more than 14 days; absent: it may not.")


class ScenarioFile(Strict):
    """A scenario: what the user says and does, and what is expected of the model."""

    description: str = Field(default="", description="What the scenario shows, for people.")
    tags: list[_Name] = Field(default_factory=list, description="Names to select scenarios by.")
    language: _Language = Field(default="en", description="BCP-47 language of the user and the model.")
    setup: dict[str, Any] = Field(
        default_factory=dict, description="The Live API's own setup, in snake_case or camelCase, without `model`."
    )
    setup_unchecked: dict[str, Any] = Field(
        default_factory=dict, description="Merged over `setup` without a check: for fields newer than this version."
    )
    tools: dict[str, _Answers] = Field(
        default_factory=dict,
        description="What each declared function answers: one answer, or a list, first match wins.",
    )
    turns: list[_AnyTurn] = Field(description="What the user does, in order.", json_schema_extra={"minItems": 1})
    expect: ExpectFile = Field(default_factory=dict, description="What is expected of the whole session.")
    timeouts: TimeoutsFile = Field(default_factory=lambda: TimeoutsFile(), description="How long the session waits.")
    audio: AudioFile = Field(default_factory=lambda: AudioFile(), description="How audio is sent.")
    conditions: ConditionsFile = Field(
        default_factory=lambda: ConditionsFile(),
        description="How the audio of every spoken or silent turn reaches the model.",
    )
    expected_failure: Words = Field(
        default="", description="Why the scenario is known to fail; absent for one that should pass."
    )
    quarantine: QuarantineFile | None = Field(
        default=None,
        description="Keeps the scenario out of the verdict for a while; it is still played, scored and shown.",
    )
    mock: MockFile | None = Field(default=None, description="What the mock server plays for this scenario.")
