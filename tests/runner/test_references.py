"""Keeping a recording as a reference: in place of the older one, without a time where none means anything."""

from pathlib import Path

import pytest

from evalkit.errors import RecordingError
from evalkit.recording.store import read_recording
from evalkit.runner.plan import Selection, select
from evalkit.runner.references import keep_reference
from tests.runner.small import StubEndpoint, run_mock, run_on, typed, write_scenarios


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.*"))}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_scenarios(tmp_path, tools__weather=typed())


def test_a_reference_carries_no_time_and_no_run(root: Path, tmp_path: Path) -> None:
    (scenario,) = select(Selection((root,)))
    for name in ("one", "two"):
        run_mock(root, repeat=2, name=name)
    target = keep_reference(tmp_path / "one/attempts/tools/weather/1", scenario)
    assert target == root / "recordings/tools/weather"
    header = read_recording(target).header
    assert (header.run_id, header.started_at, header.attempt, header.provenance) == ("", "", 1, "synthetic")
    first = files(root / "recordings")
    keep_reference(tmp_path / "two/attempts/tools/weather/2", scenario)
    assert files(root / "recordings") == first
    assert not [path for path in root.rglob(".*") if path.is_dir()]


def test_what_was_recorded_live_keeps_its_time(root: Path, tmp_path: Path) -> None:
    class Live(StubEndpoint):
        def provenance(self, scenario):  # type: ignore[no-untyped-def]
            return "recorded"

    run_on(Live(), root)
    (scenario,) = select(Selection((root,)))
    header = read_recording(keep_reference(tmp_path / "run/attempts/tools/weather/1", scenario)).header
    assert (header.provenance, header.run_id) == ("recorded", "")
    assert header.started_at


def test_the_older_one_stays_until_the_new_one_is_whole(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_mock(root)
    (scenario,) = select(Selection((root,)))
    attempt = tmp_path / "run/attempts/tools/weather/1"
    target = keep_reference(attempt, scenario)
    kept = files(target)
    with pytest.raises(RecordingError):
        keep_reference(tmp_path / "nosuch", scenario)
    assert files(target) == kept

    rename = Path.rename

    def refuse(self: Path, other: Path) -> Path:
        if self.name.endswith(".partial"):
            raise OSError(28, "No space left on device")
        return rename(self, other)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(RecordingError) as error:
        keep_reference(attempt, scenario)
    assert str(error.value) == f"{target}: cannot be written: No space left on device"
    assert files(target) == kept
    assert not list(target.parent.glob(".*"))
