"""The ways in which a real server has been seen to misbehave, each by name (reference §10.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, TypeAlias

from evalkit.errors import UsageError, nearest

__all__ = ["FAULTS", "Fault", "Stage", "check_faults", "faults_named"]

Stage: TypeAlias = Literal["upgrade", "setup", "answer", "wire", "session"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One switch of the mock server."""

    name: str
    """As `--fault` takes it."""
    summary: str
    """What the server does, in one sentence for people."""
    stage: Stage
    source: str = ""
    """Where it was seen: a section of the reference, an issue."""
    http_status: int = 0
    """What an `upgrade` fault answers in place of 101."""
    excludes: str = ""
    """Faults that bear the same word here cannot be had together."""


def faults_named(names: Iterable[str]) -> tuple[Fault, ...]:
    """Returns the faults of these names, each once, in the order given.

    Raises:
        UsageError: a name is unknown, or two of them exclude one another.
    """
    found = []
    for name in dict.fromkeys(names):
        if name not in FAULTS:
            close = nearest(name, FAULTS)
            hint = f"did you mean {close!r}?" if close else "`evalkit serve --list-faults` lists them"
            raise UsageError(f"there is no fault {name!r}", hint)
        found.append(FAULTS[name])
    check_faults(found)
    return tuple(found)


def check_faults(faults: Iterable[Fault]) -> None:
    """Makes sure that faults go together.

    Raises:
        UsageError: two of them exclude one another.
    """
    for one, other in combinations(faults, 2):
        if one.excludes and one.excludes == other.excludes:
            problem = f"the faults {one.name!r} and {other.name!r} exclude one another: {one.excludes}"
            raise UsageError(problem, "give one of them")


def _all(*faults: Fault) -> Mapping[str, Fault]:
    return {fault.name: fault for fault in faults}


_HTTP = "an upgrade has one status"
_NO_SETUP = "a setup is answered in one way"
_SPEED = "audio has one speed"
_TRANSCRIPT = "a transcript comes in one way"
_ANSWER = "an answer has one end"
_CALL = "a call goes one way"
_USAGE = "token counts come in one way"
_SOUND = "audio has one format"
_BARGE_IN = "an interruption is told in one way"

FAULTS: Mapping[str, Fault] = _all(
    Fault("http-401", "Refuses the upgrade with 401, as for a bad OAuth token.", "upgrade", "§6.1", 401, _HTTP),
    Fault("http-403", "Refuses the upgrade with 403, as for a missing permission.", "upgrade", "§6.1", 403, _HTTP),
    Fault("http-404", "Refuses the upgrade with 404, as for a wrong path or version.", "upgrade", "§6.1", 404, _HTTP),
    Fault("http-429", "Refuses the upgrade with 429 and Retry-After, as without quota.", "upgrade", "§6.1", 429, _HTTP),
    Fault("http-503", "Refuses the upgrade with 503 and Retry-After, as in an outage.", "upgrade", "§6.1", 503, _HTTP),
    Fault("bad-credentials", "Upgrades, then closes 1007: API key not valid.", "setup", "§6.1", 0, _NO_SETUP),
    Fault("setup-silent", "Never answers the setup.", "setup", "§6.3", 0, _NO_SETUP),
    Fault("setup-close-1007", "Closes 1007 in place of setupComplete.", "setup", "§6.3", 0, _NO_SETUP),
    Fault("setup-close-1008", "Closes 1008 in place of setupComplete.", "setup", "§6.2", 0, _NO_SETUP),
    Fault("setup-close-1011", "Closes 1011 in place of setupComplete.", "setup", "§6.2", 0, _NO_SETUP),
    Fault("long-close-reason", "Closes 1008 with a reason cut at 123 bytes.", "setup", "§1.4", 0, _NO_SETUP),
    Fault("drop-at-setup", "Cuts the connection in place of setupComplete.", "setup", "§6.2", 0, _NO_SETUP),
    Fault("stale-handle", "Knows no handle: every resumption is closed 1008.", "setup", "§4.7"),
    Fault("resume-race", "Closes 1011 when a session is resumed less than 1 s after its end.", "setup", "§4.7"),
    Fault("resume-amnesia", "A session resumed twice has forgotten all before the first time.", "setup", "§4.7"),
    Fault("text-frames", "Sends text frames, not binary ones.", "wire", "§1.4"),
    Fault("empty-frames", "Sends `{}` and an empty serverContent before every frame.", "wire", "§1.4"),
    Fault("burst", "Sends all the audio of an answer at once.", "wire", "§4.2", 0, _SPEED),
    Fault("paced", "Sends audio no faster than it is played.", "wire", "§4.2", 0, _SPEED),
    Fault("bundled-frames", "Audio, transcript and the end of the turn share frames.", "wire", "§3.1", 0, _TRANSCRIPT),
    Fault("usage-repeated", "Sends token counts beside every chunk of audio.", "wire", "§3.5", 0, _USAGE),
    Fault("usage-off", "Sends token counts that do not add up.", "wire", "§3.5"),
    Fault("usage-missing", "Sends no token counts.", "wire", "§3.5", 0, _USAGE),
    Fault("bad-base64", "Sends audio that is not valid base64.", "wire", "§7", 0, _SOUND),
    Fault("odd-bytes", "Sends audio chunks of an odd number of bytes.", "wire", "§5.1", 0, _SOUND),
    Fault("no-rate", "Sends audio whose MIME type names no rate.", "wire", "§3.2", 0, _SOUND),
    Fault("other-rate", "Sends audio at 16 kHz, and says so.", "wire", "§5.1", 0, _SOUND),
    Fault("not-json", "Sends a frame that is not JSON as the first answer begins.", "wire", "§6.3"),
    Fault("empty-turn", "Ends each turn without a word.", "answer", "§4.2", 0, _ANSWER),
    Fault("early-turn-complete", "Ends each turn in the middle of a sentence.", "answer", "§4.2", 0, _ANSWER),
    Fault("missing-turn-complete", "Never ends a turn.", "answer", "§4.2", 0, _ANSWER),
    Fault("rejected-turn", "Ends each turn with RESPONSE_REJECTED and nothing else.", "answer", "§4.5 a", 0, _ANSWER),
    Fault("text-only-turn", "Answers in text parts although audio is wanted.", "answer", "§4.5 a2", 0, _ANSWER),
    Fault("near-silent-audio", "Sends audio that nobody can hear.", "answer", "§4.5 a3"),
    Fault("audio-after-turn-complete", "Goes on speaking after turnComplete.", "answer", "§7", 0, _ANSWER),
    Fault("error-mid-turn-1011", "Closes 1011 in the middle of the first answer.", "answer", "§6.2", 0, _ANSWER),
    Fault("drop-mid-turn", "Cuts the connection in the middle of the first answer.", "answer", "§4.7", 0, _ANSWER),
    Fault("in-band-error", "Sends an error as a message in place of the first answer.", "answer", "§3.1", 0, _ANSWER),
    Fault("slow-outliers", "Answers one turn in three 7 s late.", "answer", "§7"),
    Fault("control-tokens", "Leaves control tokens in transcripts and text.", "answer", "§7"),
    Fault("thought-text", "Sends thoughts as text parts before each answer.", "answer", "§7"),
    Fault("unknown-message", "Sends a message that nobody knows before each answer.", "answer", "§3.1"),
    Fault("transcript-before-audio", "Sends the whole transcript before the audio.", "answer", "§3.2", 0, _TRANSCRIPT),
    Fault("transcript-after-audio", "Sends the whole transcript after the audio.", "answer", "§3.2", 0, _TRANSCRIPT),
    Fault("transcript-only", "Sends the transcript and no audio.", "answer", "§3.2", 0, _TRANSCRIPT),
    Fault("empty-transcript", "Begins each transcript with an empty `outputTranscription`.", "answer", "§3.2"),
    Fault("finished-transcript", "Ends each transcript with a bare `finished: true`.", "answer", "§3.2"),
    Fault("duplicate-transcript", "Sends each input transcription twice.", "answer", "§7"),
    Fault("sequential-calls", "Sends parallel calls in one frame each.", "answer", "§3.4", 0, _CALL),
    Fault("empty-call", "Sends a toolCall without calls before each answer.", "answer", "§3.4"),
    Fault("call-without-id", "Calls without ids.", "answer", "§3.4"),
    Fault("call-with-code", "Sends the call as code before each toolCall.", "answer", "§4.4"),
    Fault("cancelled-call", "Takes each call back after 200 ms and ends the turn.", "answer", "§4.4", 0, _CALL),
    Fault("turn-complete-before-answer", "Ends the turn with the call; the answer begins a new one.", "answer", "§4.4"),
    Fault("drop-while-calling", "Cuts the connection 100 ms after the first call.", "session", "§4.7", 0, _CALL),
    Fault("tool-wedge", "Never goes on after a call, whatever comes.", "session", "§4.4", 0, _CALL),
    Fault("audio-while-pending-1008", "Closes 1008 when input comes while a call is pending.", "session", "§4.4"),
    Fault("swallowed-utterance", "Ignores the first turn and closes it during the next.", "session", "§4.5 b"),
    Fault("interrupted-alone", "Sends no turnComplete after `interrupted`.", "session", "§4.3", 0, _BARGE_IN),
    Fault("interrupted-late", "Sends `interrupted` after the turnComplete.", "session", "§4.3", 0, _BARGE_IN),
    Fault("go-away", "Sends goAway with 5 s left as the first answer begins, then closes.", "session", "§4.7"),
    Fault("context-overflow-1007", "Closes 1007 at the second turn, unless context is compressed.", "session", "§5.2"),
)
