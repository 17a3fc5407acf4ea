"""One attempt from end to end: several connections, pictures, and a profile that an endpoint knows."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from evalkit.mock.server import serve_in_process
from evalkit.profiles.profile import Dialect, Profile
from evalkit.recording.model import Close, Entry, Recording
from evalkit.recording.store import read_recording
from evalkit.runner.plan import Selection, select
from evalkit.runner.references import keep_reference
from evalkit.scenario.model import Scenario
from evalkit.transport.base import Transport
from tests.conversations import marks, messages
from tests.media.pictures import BLUE, GREEN, RED, WHITE, Colour, quarters, saved, write_video
from tests.runner.small import StubEndpoint, keep_references, run_on, run_replay, write_scenarios
from tests.session.servers import Peer, answers

TWO_TURNS = """
setup: {session_resumption: {}, generation_config: {response_modalities: [TEXT]}}
turns:
  - text: one
  - text: two
    start: {reconnect: true}
    expect: {transcript: {contains: yes}}
"""


@dataclass
class Served(StubEndpoint):
    """An endpoint whose connections are played by scripts, the first by the first."""

    peers: Callable[[], list[Peer]] = list
    numbers: list[int] = field(default_factory=list)

    def profile(self, scenario: Scenario) -> Profile:
        return Profile("test", "a model of the tests", dialect=Dialect(audio_end="stream_end"))

    @asynccontextmanager
    async def connect(self, scenario: Scenario, number: int = 0) -> AsyncIterator[Transport]:
        self.numbers.append(number)
        async with serve_in_process(self.peers()[number]) as transport:
            yield transport


def recorded(root: Path) -> tuple[Recording, Recording]:
    """What a run records of the only scenario, and what a replay of that records."""
    endpoint = Served(peers=lambda: [Peer(answers(name="h1")), Peer(answers(name="h2"))])
    (first,) = run_on(endpoint, root).attempts
    assert (first.status, endpoint.numbers) == ("passed", [0, 1])
    (scenario,) = select(Selection((root,)))
    keep_reference(root.parent / "run" / first.folder, scenario)
    (again,) = run_replay(root).attempts
    assert again.status == "passed"
    return read_recording(root.parent / "run" / first.folder), read_recording(root.parent / "replayed" / again.folder)


def one_way(recording: Recording, direction: str) -> list[Entry]:
    """Within one moment only the order of each side is fixed."""
    return [entry for entry in recording.entries if entry.direction == direction]


def test_a_session_of_two_connections_is_stored_kept_and_replayed(tmp_path: Path) -> None:
    one, other = recorded(write_scenarios(tmp_path, a=TWO_TURNS))
    assert [item.code for item in one.items if isinstance(item, Close)] == [1000, 1000]
    assert [mark.detail for mark in marks(one, "reconnected")] == [{"connection": 1, "resumed": True}]
    assert other.marks == one.marks
    for direction in ("sent", "received"):
        assert one_way(other, direction) == one_way(one, direction)


SHOWING = """
turns:
  - text: What is this?
    image: photo.png
  - say: And what do you see now?
    video: clip.mp4
mock:
  turns:
    - - {write: A square., after_ms: 300}
    - - {write: Four colours., after_ms: 300}
"""


def show(root: Path, corners: Sequence[Colour]) -> None:
    """Writes the picture and the video that the scenario shows."""
    (root / "photo.png").write_bytes(saved(quarters(64, 64, corners)))
    write_video(root / "clip.mp4", [(second / 2, quarters(64, 64, corners)) for second in range(8)])


def test_pictures_are_stored_kept_and_compared_by_what_they_show(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_scenarios(tmp_path, a=SHOWING)
    colours = (RED, GREEN, BLUE, WHITE)
    show(root, colours)
    keep_references(root)
    assert list((root / "recordings/a/frames").iterdir())
    assert [attempt.status for attempt in run_replay(root).attempts] == ["passed"]
    with monkeypatch.context() as patch:
        patch.setattr("evalkit.media.pictures.QUALITY", 60)
        assert [attempt.status for attempt in run_replay(root, name="coarse").attempts] == ["passed"]
    show(root, colours[::-1])
    (result,) = run_replay(root, name="other").attempts
    assert result.failure is not None
    assert (result.status, result.failure.kind) == ("invalid", "ReplayMismatch")
    what = "text 'What is this?' with 1 picture"
    assert f"turn 1: expected {what}, found {what}, showing something else" in result.failure.message


def test_the_endpoints_profile_is_spoken(tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, a="turns: [{silence_s: 0.5}]\ntimeouts: {silence_s: 0.5}\n")

    async def listens(peer: Peer) -> None:
        await peer.set_up()

    (result,) = run_on(Served(peers=lambda: [Peer(listens)]), root).attempts
    recording = read_recording(tmp_path / "run" / result.folder)
    assert len(messages(recording, "sent", "audioStreamEnd")) == 1
