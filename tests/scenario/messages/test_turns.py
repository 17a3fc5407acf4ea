"""Mistakes in the turns of a scenario and the audio they name, and the one line that says so."""

import pytest

from tests.scenario.messages.bad_file import mistakes_in, named

# name, file, message after `scenarios/bad.yaml:`
_BAD_FILES: list[tuple[str, str, str]] = [
    (
        "two_inputs",
        "turns: [{say: hi, text: ho}]\n",
        "1:9: turns.0: a turn has exactly one of text, audio, say, silence_s; found say and text",
    ),
    (
        "no_input",
        "turns: [{expect: {}}]\n",
        "1:9: turns.0: a turn has exactly one of text, audio, say, silence_s; found none",
    ),
    (
        "typo_input",
        "turns: [{sya: hi}]\n",
        "1:10: turns.0.sya: unknown key 'sya'; did you mean 'say'?",
    ),
    (
        "video_input",
        "turns: [{video: a.mp4}]\n",
        "1:17: turns.0.video: there is no video file 'a.mp4'; video paths are relative to the scenario file",
    ),
    (
        "turn_text",
        "turns: [hi]\n",
        "1:9: turns.0: expected a mapping, found 'hi'; a turn is one of text, audio, say, silence_s",
    ),
    (
        "turn_typo",
        "turns:\n  - say: hi\n  - say: ho\n    expct: {}\n",
        "4:5: turns.1.expct: unknown key 'expct'; did you mean 'expect'?",
    ),
    (
        "say_number",
        "turns: [{say: 12}]\n",
        "1:15: turns.0.say: expected a string, found 12; put it in quotes",
    ),
    (
        "say_empty",
        "turns: [{say: ''}]\n",
        "1:15: turns.0.say: expected some text, found ''",
    ),
    (
        "say_null",
        "turns:\n  - say:\n",
        "2:9: turns.0.say: expected a string, found nothing",
    ),
    (
        "transcript_say",
        "turns: [{say: hi, transcript: hi}]\n",
        "1:19: turns.0.transcript: 'transcript' goes only with audio or a video alone; remove it",
    ),
    (
        "speaker_text",
        "turns: [{text: hi, speaker: A}]\n",
        "1:20: turns.0.speaker: 'speaker' goes only with say; remove it",
    ),
    (
        "silence_negative",
        "turns: [{silence_s: -1}]\n",
        "1:21: turns.0.silence_s: expected a number greater than 0, found -1",
    ),
    (
        "silence_bool",
        "turns: [{silence_s: true}]\n",
        "1:21: turns.0.silence_s: expected a number, found true",
    ),
    (
        "first_start",
        "turns: [{say: hi, start: {after: input_end}}]\n",
        "1:19: turns.0.start: the first turn has no start; remove it: the turn begins as soon as the session is set up",
    ),
    (
        "start_after",
        "turns: [{say: hi}, {say: ho, start: {after: model_speach}}]\n",
        "1:45: turns.1.start.after: expected one of turn_complete, model_speech, input_end, "
        "tool_call, found 'model_speach'; did you mean 'model_speech'?",
    ),
    (
        "start_delay",
        "turns: [{say: hi}, {say: ho, start: {delay_ms: -5}}]\n",
        "1:48: turns.1.start.delay_ms: expected a number of at least 0, found -5",
    ),
    (
        "start_key",
        "turns: [{say: hi}, {say: ho, start: {delay: 5}}]\n",
        "1:38: turns.1.start.delay: unknown key 'delay'; did you mean 'delay_ms'?",
    ),
    (
        "start_reconnect",
        "turns: [{say: hi}, {say: ho, start: {reconnect: true}}]\n",
        "1:38: turns.1.start.reconnect: without session_resumption in the setup a new connection is a new session; "
        "add `session_resumption: {}` to setup",
    ),
    (
        "start_reconnect_number",
        "turns: [{say: hi}, {say: ho, start: {reconnect: 1}}]\n",
        "1:49: turns.1.start.reconnect: expected true or false, found 1",
    ),
    (
        "start_reconnect_setup_typo",
        "setup: {session_resumtion: {}}\nturns: [{say: hi}, {say: ho, start: {reconnect: true}}]\n",
        "1:9: setup.session_resumtion: unknown key 'session_resumtion'; did you mean 'session_resumption'?",
    ),
    (
        "audio_absolute",
        "turns: [{audio: /etc/passwd}]\n",
        "1:17: turns.0.audio: an audio path is not absolute, found '/etc/passwd'; give it relative "
        "to the scenario file",
    ),
    (
        "audio_home",
        "turns: [{audio: ~/a.wav}]\n",
        "1:17: turns.0.audio: an audio path does not start with '~', found '~/a.wav'; give it "
        "relative to the scenario file",
    ),
    (
        "audio_url",
        "turns: [{audio: 'https://example.com/a.wav'}]\n",
        "1:17: turns.0.audio: an audio path is not a URL, found 'https://example.com/a.wav'; "
        "download the file beside the scenario",
    ),
    (
        "audio_nul",
        'turns: [{audio: "a\\0.wav"}]\n',
        "1:17: turns.0.audio: an audio path holds no NUL character; remove it",
    ),
    (
        "audio_windows",
        "turns: [{audio: 'C:\\a.wav'}]\n",
        "1:17: turns.0.audio: an audio path is not absolute, found 'C:\\\\a.wav'; give it relative to"
        " the scenario file",
    ),
    (
        "audio_missing",
        "turns: [{audio: audio/a.wav}]\n",
        "1:17: turns.0.audio: there is no audio file 'audio/a.wav'; audio paths are relative to the scenario file",
    ),
    (
        "audio_folder",
        "turns: [{audio: .}]\n",
        "1:17: turns.0.audio: '.' is a folder, not an audio file; name a file",
    ),
    (
        "start_delay_long",
        "turns: [{say: hi}, {say: ho, start: {delay_ms: 3600001}}]\n",
        "1:48: turns.1.start.delay_ms: expected a number of at most 3600000, found 3600001",
    ),
]


@pytest.mark.parametrize(("content", "message"), named(_BAD_FILES))
def test_one_mistake_gives_one_line(content: str, message: str) -> None:
    assert mistakes_in(content) == [message]
