"""Whatever a server does, the session ends, says how, and leaves a recording that holds together."""

import asyncio
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evalkit.media.frames import Frame
from evalkit.profiles.profile import Dialect, Habits, Profile
from evalkit.recording.model import Close, Entry, Recording
from evalkit.scenario.model import Scenario
from evalkit.trace.build import build_trace
from tests.conversations import a_scenario, marks
from tests.session.servers import DONE, Peer, Script, called, cancelled, handle, says, served

_FRAMES: tuple[dict[str, Any], ...] = (
    says("yes"),
    DONE,
    says("yes", turnComplete=True, interactionStatus="IN_PROGRESS"),
    {"serverContent": {"interrupted": True}},
    called("f", "a"),
    called("f", "b"),
    called("f"),
    {"toolCall": {"functionCalls": []}},
    cancelled("a", "zzz"),
    handle("h"),
    handle("", resumable=False),
    handle("h2", lastConsumedClientMessageIndex="40"),
    {"goAway": {"timeLeft": "8s"}},
    {"goAway": {}},
    {},
)
_steps = st.lists(st.tuples(st.sampled_from([0.0, 0.02, 0.3, 1.0, 3.0]), st.sampled_from(_FRAMES)), max_size=6)
_ends = st.sampled_from([None, None, 1000, 1001, 1006, 1007, 1011, "setup 1011", "setup silent"])
_servers = st.lists(st.tuples(_steps, _ends), min_size=1, max_size=4)
_starts = st.sampled_from(
    [{}, {"reconnect": True}, {"after": "input_end", "delay_ms": 200}, {"after": "tool_call", "delay_ms": 50}]
)
_users: st.SearchStrategy[dict[str, Any]] = st.sampled_from([{"say": "hello"}, {"text": "hello"}, {"silence_s": 0.5}])
_dialects = st.builds(
    Dialect,
    text_turns=st.sampled_from(["client_content", "realtime_text"]),
    audio_end=st.sampled_from(["tail", "stream_end"]),
    pause_audio_for_calls=st.booleans(),
    answer_after_turn=st.booleans(),
)


def script(steps: list[tuple[float, dict[str, Any]]], end: int | str | None) -> Script:
    async def play(peer: Peer) -> None:
        if isinstance(end, str):
            await peer.hears("setup")
            if end == "setup 1011":
                await peer.closes(1011)
            return
        await peer.set_up()
        for after_s, frame in steps:
            await asyncio.sleep(after_s)
            await peer.sends(frame)
        if end is not None:
            await asyncio.sleep(0.5)
            await peer.closes(end)

    return play


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    turns = [dict(draw(_users)) for _ in range(draw(st.integers(1, 3)))]
    for turn in turns[1:]:
        turn["start"] = draw(_starts)
    setup: dict[str, Any] = {"tools": [{"function_declarations": [{"name": "f"}]}]}
    setup["session_resumption"] = draw(st.sampled_from([{}, {"transparent": True}]))
    if draw(st.booleans()):
        setup["realtime_input_config"] = {"automatic_activity_detection": {"disabled": True}}
    limits = {"first_response_s": 2, "gap_s": 2, "turn_s": 8, "silence_s": 1, "setup_s": 3}
    return a_scenario(*turns, setup=setup, tools={"f": {"return": {}, "after_ms": 700}}, timeouts=limits)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scenario=scenarios(), servers=_servers, dialect=_dialects, block=st.booleans())
def test_the_session_ends_and_its_recording_holds_together(
    scenario: Scenario, servers: list[tuple[Any, Any]], dialect: Dialect, block: bool
) -> None:
    profile = Profile("test", "a model of the tests", dialect=dialect, habits=Habits(tools_block=block))
    silent = [script([], None)] * 30
    frames = {0: (Frame(0.0, b"one"), Frame(1.0, b"two"))}
    recording, _ = served(scenario, *[script(*each) for each in servers], *silent, profile=profile, frames=frames)
    assert recording.close is not None
    assert holds_together(recording)
    assert len(marks(recording, "turn_finished")) >= len(marks(recording, "turn_started"))
    build_trace(recording, scenario)


def holds_together(recording: Recording) -> bool:
    """Times never go back, each connection has one close and nothing after it, and each failure is told once."""
    times = [item.t or 0.0 for item in recording.items if isinstance(item, Entry | Close)]
    setups = [item for item in recording.entries if item.direction == "sent" and '"setup"' in str(item.data)]
    closed = False
    for item in recording.items:
        if isinstance(item, Entry):
            closed = closed and item not in setups
            if closed:
                return False
        closed = closed or isinstance(item, Close)
    closes = [item for item in recording.items if isinstance(item, Close)]
    return times == sorted(times) and len(closes) == len(setups) and len(marks(recording, "session_failed")) <= 1
