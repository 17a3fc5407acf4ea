"""The user's words under the turn's conditions, as the scenario's file asks for them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from evalkit.errors import ScenarioErrors
from evalkit.media.noise import make_noise
from evalkit.media.pcm import Samples, level_dbfs
from evalkit.media.speech.store import SpeechStore
from evalkit.media.user_audio import UserAudio
from evalkit.runner.plan import Selection, select
from evalkit.runner.preparation import prepare
from tests.media.speech.fake_engine import FakeEngine
from tests.runner.small import write_scenarios


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A scenario root in the current folder, with the sounds of a place and of nothing."""
    monkeypatch.chdir(tmp_path)
    root = write_scenarios(tmp_path)
    root.mkdir()
    sf.write(root / "cafe.wav", make_noise("pink", 9)[:20_000], 16_000, subtype="PCM_16")
    sf.write(root / "nothing.wav", np.zeros(8_000, np.int16), 16_000, subtype="PCM_16")
    return root


def spoken(root: Path, text: str) -> dict[int, UserAudio]:
    """The audio of each turn of a scenario file."""
    (root / "a.yaml").write_text(text, encoding="utf-8")
    store = SpeechStore([], engines=[FakeEngine()], cache=root / "cache")
    return dict(prepare(select(Selection((Path("scenarios/a.yaml"),))), lambda _: store)["a"].spoken)


def mistake(root: Path, text: str) -> str:
    """The one mistake of a scenario file, without the file's name."""
    with pytest.raises(ScenarioErrors) as raised:
        spoken(root, text)
    [error] = raised.value.errors
    return str(error).removeprefix("scenarios/a.yaml:")


def _noise(audio: UserAudio) -> Samples:
    return np.concatenate((audio.samples[: audio.speech[0].start] if audio.speech else audio.samples, audio.tail))


def test_a_background_is_behind_the_words_and_after_them(root: Path) -> None:
    clean = spoken(root, "turns: [{say: Hi}]\n")[0]
    noisy = spoken(root, "turns: [{say: Hi, conditions: {background: {noise: white, snr_db: 20}}}]\n")[0]
    assert noisy.speech == clean.speech
    assert len(noisy.samples) == len(clean.samples)
    assert len(clean.tail) == 0
    [span] = clean.speech
    assert level_dbfs(clean.samples[span.start : span.end]) - level_dbfs(noisy.tail) == pytest.approx(20, abs=0.1)


def test_the_seed_decides_the_noise_and_the_beginning_in_a_file(root: Path) -> None:
    turns = "turns: [{silence_s: 1, conditions: {background: {%s, snr_db: 20, seed: %d}}}]\n"
    for what in ("noise: pink", "file: cafe.wav"):
        one, again, other = (spoken(root, turns % (what, seed))[0] for seed in (1, 1, 2))
        assert (one.samples == again.samples).all()
        assert (one.samples != other.samples).any()
    beginning = spoken(root, turns % ("file: cafe.wav", 0))[0].samples
    assert np.corrcoef(beginning[:8_000], make_noise("pink", 9)[:8_000])[0, 1] > 0.999


def test_silence_has_the_background_and_without_one_needs_no_audio(root: Path) -> None:
    shared = "conditions: {background: {noise: pink, snr_db: 10}}\n"
    turns = "turns: [{silence_s: 2}, {text: Hi}, {silence_s: 1, conditions: {background: null}}]\n"
    heard = spoken(root, turns + shared)
    assert sorted(heard) == [0]
    assert heard[0].speech == ()
    assert len(heard[0].samples) == 32_000
    assert level_dbfs(_noise(heard[0])[: 1 << 18]) == pytest.approx(-36, abs=0.1)


def test_a_second_speaker_has_a_voice_of_their_own(root: Path) -> None:
    engine = FakeEngine()
    (root / "a.yaml").write_text(
        "turns: [{say: Hi, conditions: {second_speaker: {say: Psst, snr_db: 6, delay_ms: 100}}},"
        " {silence_s: 2, conditions: {second_speaker: {say: Psst, speaker: B, snr_db: 6}}}]\n"
    )
    store = SpeechStore([], engines=[engine], cache=root / "cache")
    heard = prepare(select(Selection((root,))), lambda _: store)["a"].spoken
    assert [text for text, _, _ in engine.spoken] == ["Hi", "Psst", "Psst"]
    assert engine.spoken[1][1] != engine.spoken[0][1]
    assert heard[1].speech == ()
    assert heard[1].samples.any()


def test_the_telephone_and_gain(root: Path) -> None:
    heard = spoken(
        root,
        "turns: [{say: Hi}, {say: Hi, conditions: {gain_db: -12}}, {say: Hi, conditions: {channel: telephone}}]\n",
    )
    assert level_dbfs(heard[0].samples) - level_dbfs(heard[1].samples) == pytest.approx(12, abs=0.02)
    assert (heard[2].samples != heard[0].samples).any()
    assert heard[2].speech == heard[0].speech


_BACKGROUND = "{background: {file: %s, snr_db: 20}}"
_SECOND = "{second_speaker: {audio: %s, snr_db: 20}}"
_MISTAKES = {
    "silent": (
        _BACKGROUND % "nothing.wav",
        "background.file: nothing.wav: is silent from beginning to end; name a file with sound, or leave it out",
    ),
    "text": (_BACKGROUND % "a.yaml", "background.file: a.yaml: is text, not audio; name an audio file"),
    "no_speech": (
        _SECOND % "nothing.wav",
        "second_speaker.audio: nothing.wav: holds no speech; name a file in which somebody speaks",
    ),
    "loud": ("{gain_db: 9}", "gain_db: 9 dB would clip the audio of turn 1; at most 2.9 dB fit"),
}


@pytest.mark.parametrize(("conditions", "message"), _MISTAKES.values(), ids=_MISTAKES)
def test_a_mistake_is_said_where_the_condition_stands(root: Path, conditions: str, message: str) -> None:
    column = 31 + conditions.index(": ", conditions.index("{", 1) if conditions.count("{") > 1 else 0) + 2
    own = mistake(root, f"turns: [{{say: Hi, conditions: {conditions}}}]\n")
    assert own == f"1:{column}: turns.0.conditions.{message}"
    shared = mistake(root, f"turns: [{{say: Hi}}]\nconditions: {conditions}\n")
    assert shared == f"2:{column - 18}: conditions.{message}"


def test_a_mixture_that_is_too_loud_anyway_leaves_no_room_for_gain(root: Path) -> None:
    conditions = "{gain_db: 1, background: {noise: white, snr_db: -20}}"
    found = mistake(root, f"turns: [{{say: Hi, conditions: {conditions}}}]\n")
    assert found == "1:41: turns.0.conditions.gain_db: 1 dB would clip the audio of turn 1; at most 0 dB fit"
    lowered = spoken(root, f"turns: [{{say: Hi, conditions: {conditions.replace('gain_db: 1', 'gain_db: -1')}}}]\n")
    assert lowered[0].lowered_db > 3
