"""Mistakes in the conditions of a scenario and of its turns, and the one line that says so."""

import pytest

from tests.scenario.messages.bad_file import mistakes_in, named

_BACKGROUND = "turns.0.conditions.background"
_SECOND = "turns.0.conditions.second_speaker"

# name, conditions of a turn, message after `scenarios/bad.yaml:`; a.wav lies beside it
_BAD_CONDITIONS: list[tuple[str, str, str]] = [
    ("typo", "{gain: 3}", "1:32: turns.0.conditions.gain: unknown key 'gain'; did you mean 'gain_db'?"),
    ("null", "", "1:31: turns.0.conditions: expected a mapping, found nothing; write {} for an empty one"),
    ("gain", "{gain_db: 61}", "1:41: turns.0.conditions.gain_db: expected a number of at most 60, found 61"),
    (
        "channel",
        "{channel: phone}",
        "1:41: turns.0.conditions.channel: expected one of wideband, telephone, found 'phone'; "
        "did you mean 'telephone'?",
    ),
    (
        "background_none",
        "{background: {snr_db: 3}}",
        f"1:44: {_BACKGROUND}: a background has exactly one of noise, file; found none",
    ),
    (
        "background_both",
        "{background: {noise: pink, file: a.wav, snr_db: 3}}",
        f"1:44: {_BACKGROUND}: a background has exactly one of noise, file; found noise and file",
    ),
    (
        "background_name",
        "{background: pink}",
        f"1:44: {_BACKGROUND}: expected a mapping, found 'pink'; a background is one of noise, file",
    ),
    (
        "background_typo",
        "{background: {noize: pink, snr_db: 3}}",
        f"1:45: {_BACKGROUND}.noize: unknown key 'noize'; did you mean 'noise'?",
    ),
    (
        "noise_kind",
        "{background: {noise: brown, snr_db: 3}}",
        f"1:52: {_BACKGROUND}.noise: expected one of white, pink, babble, found 'brown'",
    ),
    ("noise_ratio", "{background: {noise: pink}}", f"1:44: {_BACKGROUND}: missing key 'snr_db'"),
    (
        "noise_seed",
        "{background: {noise: pink, snr_db: 3, seed: -1}}",
        f"1:75: {_BACKGROUND}.seed: expected a number of at least 0, found -1",
    ),
    (
        "noise_typo",
        "{background: {noise: pink, snr_db: 3, sed: 2}}",
        f"1:69: {_BACKGROUND}.sed: unknown key 'sed'; did you mean 'seed'?",
    ),
    (
        "background_missing",
        "{background: {file: nowhere.wav, snr_db: 3}}",
        f"1:51: {_BACKGROUND}.file: there is no audio file 'nowhere.wav'; audio paths are relative to the scenario "
        "file",
    ),
    (
        "second_none",
        "{second_speaker: {snr_db: 3}}",
        f"1:48: {_SECOND}: a second speaker has exactly one of say, audio; found none",
    ),
    (
        "second_both",
        "{second_speaker: {say: a, audio: a.wav, snr_db: 3}}",
        f"1:48: {_SECOND}: a second speaker has exactly one of say, audio; found say and audio",
    ),
    (
        "second_voice",
        "{second_speaker: {audio: a.wav, speaker: x, snr_db: 3}}",
        f"1:63: {_SECOND}.speaker: 'speaker' goes only with say; remove it",
    ),
    (
        "second_home",
        "{second_speaker: {audio: ~/b, snr_db: 3}}",
        f"1:56: {_SECOND}.audio: an audio path does not start with '~', found '~/b'; give it relative to the scenario "
        "file",
    ),
    (
        "second_late",
        "{second_speaker: {say: a, snr_db: 3, delay_ms: -1}}",
        f"1:78: {_SECOND}.delay_ms: expected a number of at least 0, found -1",
    ),
    (
        "second_very_late",
        "{second_speaker: {say: a, snr_db: 3, delay_ms: 60001}}",
        f"1:78: {_SECOND}.delay_ms: expected a number of at most 60000, found 60001",
    ),
]


@pytest.mark.parametrize(("conditions", "message"), named(_BAD_CONDITIONS))
def test_one_mistake_in_a_turn_gives_one_line(conditions: str, message: str) -> None:
    assert mistakes_in(f"turns: [{{say: hi, conditions: {conditions}}}]\n", "a.wav") == [message]


_TURN = "turns: [{say: hi}]\n"
_MANUAL = "setup: {realtime_input_config: {automatic_activity_detection: {disabled: true}}}\n"
_BAD_FILES: list[tuple[str, str, str]] = [
    (
        "typed",
        "turns: [{text: hi, conditions: {gain_db: 3}}]\n",
        "1:20: turns.0.conditions: 'conditions' goes only with audio or say or silence_s or a video alone; remove it",
    ),
    (
        "shared_type",
        _TURN + "conditions: {background: {noise: pink, snr_db: loud}}\n",
        "2:48: conditions.background.snr_db: expected a number, found 'loud'",
    ),
    (
        "shared_file",
        _TURN + "conditions: {background: {file: nowhere.wav, snr_db: 3}}\n",
        "2:33: conditions.background.file: there is no audio file 'nowhere.wav'; audio paths are relative to the "
        "scenario file",
    ),
    (
        "shared_typo",
        _TURN + "conditions: {backgruond: {}}\n",
        "2:14: conditions.backgruond: unknown key 'backgruond'; did you mean 'background'?",
    ),
    ("audio_end", _TURN + "audio: {end: stop}\n", "2:14: audio.end: expected one of tail, stream_end, found 'stop'"),
    (
        "audio_end_manual",
        _MANUAL + _TURN + "audio: {end: tail}\n",
        "3:9: audio.end: the setup disables automatic activity detection, so activityEnd tells the end of speech; "
        "remove it",
    ),
]


@pytest.mark.parametrize(("content", "message"), named(_BAD_FILES))
def test_one_mistake_in_a_file_gives_one_line(content: str, message: str) -> None:
    assert mistakes_in(content) == [message]
