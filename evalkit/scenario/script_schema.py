"""The `mock` section of a scenario file: what the mock server says, does and when."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from evalkit.scenario.strict import Milliseconds, Strict, Words, one_key

__all__ = [
    "STEP_KEYS",
    "CallStep",
    "Close",
    "CompleteStep",
    "DisconnectStep",
    "HearStep",
    "MockFile",
    "SayStep",
    "SendStep",
    "SetupClose",
    "StepFile",
    "TurnEnd",
    "WriteStep",
]

STEP_KEYS = ("hear", "say", "write", "call", "complete", "send", "disconnect")


def _fits_a_close_frame(reason: str) -> str:
    if len(reason.encode()) > 123:
        raise PydanticCustomError("shape", "a close reason of at most 123 bytes")
    return reason


class Close(Strict):
    """How a connection is closed."""

    code: int = Field(default=1011, ge=1000, le=4999, description="WebSocket close code.")
    reason: Annotated[str, AfterValidator(_fits_a_close_frame)] = Field(default="", description="At most 123 bytes.")


class _Timed(Strict):
    after_ms: Milliseconds = Field(default=0.0, description="Milliseconds after the previous step.")


class HearStep(_Timed):
    """Sends the input transcription."""

    hear: Words = Field(description="What the model heard the user say.")


class SayStep(_Timed):
    """Speaks: audio with its output transcription."""

    say: Words = Field(description="What the model says, in speech.")
    lead_silence_ms: Milliseconds = Field(
        default=0.0, description="Silence inside the audio before the first audible sample."
    )
    gain_db: float = Field(default=0.0, ge=-120, le=20, description="Loudness; -80 cannot be heard.")
    transcript: str | None = Field(
        default=None, description="What the output transcription claims; absent: the same words."
    )
    speaker: Words = Field(default="model", description="A voice's name; equal names get equal voices.")


class WriteStep(_Timed):
    """Sends a text part."""

    write: Words = Field(description="The text.")
    thought: bool = Field(default=False, description="True: a thought, not an answer.")


_Calls = Annotated[dict[Words, dict[str, Any]], Field(min_length=1)]


class CallStep(_Timed):
    """Calls tools in one frame."""

    call: Annotated[
        Annotated[_Calls, Tag("<mapping>")] | Annotated[list[_Calls], Field(min_length=1), Tag("<list>")],
        Discriminator(lambda value: "<list>" if isinstance(value, list) else "<mapping>"),
    ] = Field(description="Function name to its arguments; a list of such mappings to call one function twice.")
    wait: bool = Field(default=True, description="False: goes on without the answers (NON_BLOCKING).")


class TurnEnd(Strict):
    """How a turn ends."""

    reason: Words = Field(description="A turnCompleteReason, such as RESPONSE_REJECTED.")


def _end_kind(value: Any) -> str:
    return "<reason>" if isinstance(value, dict | TurnEnd) else "<flag>"


class CompleteStep(_Timed):
    """Ends the turn, which happens by itself after the last step; `false` keeps it open."""

    complete: Annotated[
        Annotated[bool, Tag("<flag>")] | Annotated[TurnEnd, Tag("<reason>")], Discriminator(_end_kind)
    ] = Field(description="true, false, or the reason the turn ended for.")


class SendStep(_Timed):
    """Sends one server message as written."""

    send: dict[str, Any] = Field(description="A server message, in the API's camelCase.")


class DisconnectStep(_Timed):
    """Closes the connection."""

    disconnect: Close = Field(description="Close code and reason.")


StepFile: TypeAlias = HearStep | SayStep | WriteStep | CallStep | CompleteStep | SendStep | DisconnectStep

_Step = Annotated[
    Annotated[HearStep, Tag("<hear>")]
    | Annotated[SayStep, Tag("<say>")]
    | Annotated[WriteStep, Tag("<write>")]
    | Annotated[CallStep, Tag("<call>")]
    | Annotated[CompleteStep, Tag("<complete>")]
    | Annotated[SendStep, Tag("<send>")]
    | Annotated[DisconnectStep, Tag("<disconnect>")],
    Discriminator(lambda value: one_key(value, STEP_KEYS)),
]


class SetupClose(Strict):
    """The session is refused."""

    close: Close = Field(description="Close code and reason instead of setupComplete.")


def _setup_kind(value: Any) -> str:
    return "<close>" if isinstance(value, dict | SetupClose) else "<word>"


class MockFile(Strict):
    """What the mock server plays instead of a model."""

    speed: float = Field(default=4.0, gt=0, le=1000, description="How much faster than real time audio is sent.")
    setup: (
        Annotated[
            Annotated[Literal["silent"], Tag("<word>")] | Annotated[SetupClose, Tag("<close>")],
            Discriminator(_setup_kind),
        ]
        | None
    ) = Field(default=None, description="silent: setup is never answered; close: it is refused.")
    turns: list[list[_Step]] = Field(description="The steps of each answer, one list for each turn of the scenario.")
