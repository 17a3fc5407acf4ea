"""Audio is there before anything connects."""

from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from evalkit.errors import MediaError, ScenarioErrors
from evalkit.media.speech.store import SpeechStore
from evalkit.runner.plan import Selection, select
from evalkit.runner.preparation import prepare, speech_of
from tests.conversations import sound
from tests.media.speech.fake_engine import FakeEngine
from tests.runner.small import write_scenarios

MIXED = "turns: [{text: Hi}, {audio: audio/beep.wav}, {silence_s: 1}, {say: Good evening.}]\n"


def test_each_spoken_turn_has_its_audio(tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, mixed="turns: [{text: Hi}]\n")
    (root / "audio").mkdir()
    sf.write(root / "audio/beep.wav", sound(1.0), 16_000, subtype="PCM_16")
    write_scenarios(tmp_path, mixed=MIXED)
    engine = FakeEngine()
    scenarios = select(Selection((root,)))
    spoken = prepare(scenarios, lambda _: SpeechStore([], engines=[engine], cache=tmp_path / "cache"))
    assert sorted(spoken["mixed"]) == [1, 3]
    assert len(spoken["mixed"][1].samples) == 16_000
    assert [text for text, _, _ in engine.spoken] == ["Good evening."]


def test_bad_audio_is_known_before_anything_is_played(tmp_path: Path) -> None:
    root = write_scenarios(tmp_path, mixed="turns: [{text: Hi}]\n")
    (root / "audio").mkdir()
    (root / "audio/beep.wav").write_bytes(b"RIFF nonsense")
    write_scenarios(tmp_path, mixed=MIXED)
    with pytest.raises((MediaError, ScenarioErrors), match=r"beep\.wav"):
        prepare(select(Selection((root,))), lambda _: SpeechStore([], engines=[], cache=tmp_path / "cache"))


@pytest.mark.parametrize("keep", [True, False])
def test_speech_that_is_kept_becomes_part_of_the_scenarios(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keep: bool
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr("evalkit.media.speech.store.default_engines", lambda: [FakeEngine()])
    root = tmp_path / "scenarios"
    samples = speech_of(keep)(root).get("Good evening.", "user", "en")
    assert samples.dtype == np.int16
    kept = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.flac")]
    assert len(kept) == 1
    assert kept[0].startswith("scenarios/audio/say/" if keep else "home/.cache/evalkit/speech/")
