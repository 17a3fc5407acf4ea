"""The `mock` section of a scenario file: what the mock server says, does and when."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from evalkit.scenario.strict import Milliseconds, Strict, Words, one_key

__all__ = [
    "STEP_KEYS",
    "CallStep",
    "CancelStep",
    "Close",
    "CompleteStep",
    "DisconnectStep",
    "GoAwayStep",
    "Grounding",
    "HearStep",
    "MockFile",
    "Notice",
    "Program",
    "RunCodeStep",
    "SayStep",
    "SearchStep",
    "SendStep",
    "SetupClose",
    "Source",
    "StepFile",
    "TurnEnd",
    "WriteStep",
]

STEP_KEYS = (
    "hear",
    "say",
    "write",
    "search",
    "run_code",
    "call",
    "cancel",
    "complete",
    "send",
    "go_away",
    "disconnect",
)


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


def _is_true(value: bool) -> bool:
    if not value:
        raise PydanticCustomError("shape", "true")
    return value


class CancelStep(_Timed):
    """Takes back every call that waits for an answer."""

    cancel: Annotated[bool, AfterValidator(_is_true)] = Field(
        description="true: sends toolCallCancellation for the open calls."
    )


class Source(Strict):
    """A page that an answer is based on."""

    title: Words = Field(description="What the page is called.")
    uri: Words = Field(description="Its address.")


class Grounding(Strict):
    """A search with Google."""

    queries: list[Words] = Field(min_length=1, description="What was searched for.")
    sources: list[Source] = Field(default_factory=list, description="Pages the answer is based on.")


class SearchStep(_Timed):
    """Says what was searched for and found (groundingMetadata)."""

    search: Grounding = Field(description="Queries and sources.")


class Program(Strict):
    """Code the model wrote and ran."""

    code: Words = Field(description="Python code.")
    output: str = Field(default="", description="What it printed, or its error.")
    outcome: Literal["OUTCOME_OK", "OUTCOME_FAILED", "OUTCOME_DEADLINE_EXCEEDED"] = Field(
        default="OUTCOME_OK", description="How it ended."
    )


class RunCodeStep(_Timed):
    """Writes code, then tells what running it gave."""

    run_code: Program = Field(description="The code, its output and outcome.")


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


class Notice(Strict):
    """How long the connection will still be open."""

    time_left_s: float = Field(ge=0, le=3600, description="Seconds until the server closes the connection.")


class GoAwayStep(_Timed):
    """Announces the end of the connection (goAway); it is closed when the time is up."""

    go_away: Notice = Field(description="The time that is left.")


class DisconnectStep(_Timed):
    """Closes the connection."""

    disconnect: Close = Field(description="Close code and reason.")


StepFile: TypeAlias = (
    HearStep
    | SayStep
    | WriteStep
    | SearchStep
    | RunCodeStep
    | CallStep
    | CancelStep
    | CompleteStep
    | SendStep
    | GoAwayStep
    | DisconnectStep
)

_Step = Annotated[
    Annotated[HearStep, Tag("<hear>")]
    | Annotated[SayStep, Tag("<say>")]
    | Annotated[WriteStep, Tag("<write>")]
    | Annotated[SearchStep, Tag("<search>")]
    | Annotated[RunCodeStep, Tag("<run_code>")]
    | Annotated[CallStep, Tag("<call>")]
    | Annotated[CancelStep, Tag("<cancel>")]
    | Annotated[CompleteStep, Tag("<complete>")]
    | Annotated[SendStep, Tag("<send>")]
    | Annotated[GoAwayStep, Tag("<go_away>")]
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
