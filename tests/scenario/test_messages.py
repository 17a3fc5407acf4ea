"""Each mistake that a scenario file can hold, and the one line that says so."""

from pathlib import Path

import pytest

from evalkit.errors import ScenarioErrors
from evalkit.scenario.loader import load_scenarios

_TURN = "turns: [{say: hi}]\n"
_TOOL = "setup: {tools: [{function_declarations: [{name: get_weather}]}]}\n"

# name, file, message after `scenarios/bad.yaml:`
_BAD_FILES: list[tuple[str, str | bytes, str]] = [
    (
        "empty",
        "",
        "the file is empty; a scenario needs at least 'turns'",
    ),
    (
        "comment",
        "# nothing\n",
        "the file is empty; a scenario needs at least 'turns'",
    ),
    (
        "bom",
        "\ufeffturns: []\n",
        "1:1: the file starts with a byte order mark; save it as UTF-8 without BOM",
    ),
    (
        "nul",
        "turns:\n  - say: a\x00b\n",
        "2:11: the control character U+0000 is not allowed; remove it, or write it as an escape in double quotes",
    ),
    (
        "not_utf8",
        b"turns:\n  - say: caf\xe9\n",
        "2:13: the file is not valid UTF-8; save it as UTF-8",
    ),
    (
        "tab",
        "turns:\n\t- say: hi\n",
        "2:1: a tab stands where YAML takes only spaces; indent with spaces",
    ),
    (
        "unclosed",
        "turns: [{say: hi}\n",
        "2:1: not valid YAML: did not find expected ',' or ']'; close the list with ']'",
    ),
    (
        "quote",
        'turns: [{say: "hi}]\n',
        "2:1: not valid YAML: found unexpected end of stream; a quote is not closed",
    ),
    (
        "colon",
        "description: say: this\nturns: [{say: hi}]\n",
        "1:17: not valid YAML: mapping values are not allowed in this context; put a value that "
        "holds ': ' in quotes, or mend the indentation",
    ),
    (
        "at",
        "turns: [{say: @home}]\n",
        "1:15: not valid YAML: a value cannot start with '@'; put it in quotes",
    ),
    (
        "duplicate",
        _TURN + "tags: []\nturns: []\n",
        "3:1: duplicate key 'turns'; it was first given on line 1",
    ),
    (
        "duplicate_nested",
        "turns:\n  - say: hi\n    say: ho\n",
        "3:5: turns.0: duplicate key 'say'; it was first given on line 2",
    ),
    (
        "alias",
        "description: *hi\nturns: [{say: hi}]\n",
        "1:14: description: the alias *hi is not supported; write the value again",
    ),
    (
        "anchor",
        "turns: &all [{say: hi}]\n",
        "1:8: turns: the anchor &all is not supported; write the value itself",
    ),
    (
        "merge",
        "turns:\n  - <<: {say: hi}\n",
        "2:5: turns.0: the merge key << is not supported; write the keys themselves",
    ),
    (
        "tag",
        "turns: [{say: !!str 3}]\n",
        "1:15: turns.0.say: the tag '!!str' is not supported; write the value without it",
    ),
    (
        "number_key",
        "turns: [{say: hi, 1: x}]\n",
        '1:19: turns.0: a key must be a string, found 1; write "1" with its quotes',
    ),
    (
        "bool_key",
        "turns: [{say: hi, true: x}]\n",
        '1:19: turns.0: a key must be a string, found true; write "true" with its quotes',
    ),
    (
        "list_key",
        "turns:\n  - ? [a]\n    : b\n",
        "2:7: turns.0: a key must be a string, found a list; put a value that starts with it in quotes",
    ),
    (
        "documents",
        _TURN + "---\nturns: []\n",
        "2:1: the file holds several documents; write one scenario per file",
    ),
    (
        "nan",
        "turns: [{silence_s: .nan}]\n",
        "1:21: turns.0.silence_s: expected a finite number, found .nan; put it in quotes if it is text",
    ),
    (
        "inf",
        "turns: [{silence_s: 1e999}]\n",
        "1:21: turns.0.silence_s: the number 1e999 is out of range; put it in quotes if it is text",
    ),
    (
        "huge_int",
        "turns: [{silence_s: 99999999999999999999}]\n",
        "1:21: turns.0.silence_s: the number 99999999999999999999 is out of range; put it in quotes if it is text",
    ),
    (
        "deep",
        "setup: " + "{a: " * 40,
        "1:132: setup.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a: the file nests"
        " deeper than 32 levels; flatten it",
    ),
    (
        "list_top",
        "- say: hi\n",
        "1:1: expected a mapping, found a list",
    ),
    (
        "text_top",
        "hello\n",
        "1:1: expected a mapping, found 'hello'",
    ),
    (
        "unknown_key",
        _TURN + "timeout: {setup_s: 3}\n",
        "2:1: timeout: unknown key 'timeout'; did you mean 'timeouts'?",
    ),
    (
        "unknown_far",
        _TURN + "zzz: 1\n",
        "2:1: zzz: unknown key 'zzz'; the keys here are description, tags, language, setup, "
        "setup_unchecked, tools, turns, expect, timeouts, audio, expected_failure, mock",
    ),
    (
        "missing_turns",
        "description: x\n",
        "1:1: missing key 'turns'",
    ),
    (
        "no_turns",
        "turns: []\n",
        "1:8: turns: a scenario has at least one turn; say, type or play something",
    ),
    (
        "turns_mapping",
        "turns: {say: hi}\n",
        "1:8: turns: expected a list, found a mapping",
    ),
    (
        "turns_null",
        "turns:\n",
        "1:7: turns: expected a list, found nothing",
    ),
    (
        "description_number",
        _TURN + "description: 12\n",
        "2:14: description: expected a string, found 12; put it in quotes",
    ),
    (
        "tag_space",
        _TURN + "tags: [a b]\n",
        "2:8: tags.0: expected a name without spaces or commas, found 'a b'",
    ),
    (
        "tags_string",
        _TURN + "tags: nightly\n",
        "2:7: tags: expected a list, found 'nightly'",
    ),
    (
        "language",
        _TURN + "language: english\n",
        "2:11: language: expected a BCP-47 language such as en or pt-BR, found 'english'",
    ),
    (
        "expected_failure",
        _TURN + "expected_failure: ' '\n",
        "2:19: expected_failure: expected some text, found ' '",
    ),
    (
        "timeouts_zero",
        _TURN + "timeouts: {gap_s: 0}\n",
        "2:19: timeouts.gap_s: expected a number greater than 0, found 0",
    ),
    (
        "timeouts_text",
        _TURN + "timeouts: {gap_s: '3'}\n",
        "2:19: timeouts.gap_s: expected a number, found '3'",
    ),
    (
        "timeouts_key",
        _TURN + "timeouts: {gap_ms: 3}\n",
        "2:12: timeouts.gap_ms: unknown key 'gap_ms'; did you mean 'gap_s'?",
    ),
    (
        "chunk",
        _TURN + "audio: {chunk_ms: 10}\n",
        "2:19: audio.chunk_ms: expected a number of at least 20, found 10",
    ),
    (
        "chunk_float",
        _TURN + "audio: {chunk_ms: 20.5}\n",
        "2:19: audio.chunk_ms: expected a whole number, found 20.5",
    ),
    (
        "chunk_big",
        _TURN + "audio: {chunk_ms: 41}\n",
        "2:19: audio.chunk_ms: expected a number of at most 40, found 41",
    ),
    (
        "audio_null",
        _TURN + "audio:\n",
        "2:7: audio: expected a mapping, found nothing; write {} for an empty one",
    ),
    (
        "expect_list",
        _TURN + "expect: [wer]\n",
        "2:9: expect: expected a mapping, found a list",
    ),
    (
        "expect_null",
        _TURN + "expect:\n  silence:\n",
        "3:11: expect.silence: expected a mapping, found nothing; write {} for an empty one",
    ),
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
        "1:10: turns.0.video: unknown key 'video'; a turn is one of text, audio, say, silence_s",
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
        "1:19: turns.0.transcript: 'transcript' goes only with audio; remove it",
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
        "tool_undeclared",
        _TOOL + _TURN + "tools: {get_wether: {return: {}}}\n",
        "3:9: tools.get_wether: setup declares no function 'get_wether'; did you mean 'get_weather'?",
    ),
    (
        "tool_none",
        _TURN + "tools: {get_weather: {return: {}}}\n",
        "2:9: tools.get_weather: setup declares no function 'get_weather'; declare it in setup.tools",
    ),
    (
        "tool_both",
        _TOOL + _TURN + "tools: {get_weather: {return: {}, error: no}}\n",
        "3:22: tools.get_weather: an answer has either return or error; found both; remove one of them",
    ),
    (
        "tool_return",
        _TOOL + _TURN + "tools: {get_weather: [{return: 12}]}\n",
        "3:32: tools.get_weather.0.return: expected a mapping, found 12",
    ),
    (
        "tool_key",
        _TOOL + _TURN + "tools: {get_weather: [{retrun: {}}]}\n",
        "3:24: tools.get_weather.0.retrun: unknown key 'retrun'; did you mean 'return'?",
    ),
    (
        "tool_key_one",
        _TOOL + _TURN + "tools: {get_weather: {afterms: 3}}\n",
        "3:23: tools.get_weather.afterms: unknown key 'afterms'; did you mean 'after_ms'?",
    ),
    (
        "tool_empty",
        _TOOL + _TURN + "tools: {get_weather: []}\n",
        "3:22: tools.get_weather: expected at least one entry, found an empty list",
    ),
    (
        "tool_regex",
        _TOOL + _TURN + "tools: {get_weather: {when: {city: /(/}}}\n",
        "3:36: tools.get_weather.when.city: not a regular expression: missing ), unterminated subpattern at position 0",
    ),
    (
        "tool_flags",
        _TOOL + _TURN + "tools: {get_weather: {when: {city: /a/ig}}}\n",
        "3:36: tools.get_weather.when.city: unknown flag 'g' after the regular expression; flags are i, m, s, x",
    ),
    (
        "tool_matches",
        _TOOL + _TURN + "tools: {get_weather: [{when: {city: {matches: '[a'}}}]}\n",
        "3:47: tools.get_weather.0.when.city.matches: not a regular expression: unterminated "
        "character set at position 0",
    ),
    (
        "tool_matches_number",
        _TOOL + _TURN + "tools: {get_weather: {when: {city: {matches: 3}}}}\n",
        "3:46: tools.get_weather.when.city.matches: expected a regular expression",
    ),
    (
        "setup_mistake_hides_tools",
        _TURN + "setup: {tool: [{function_declarations: [{name: f}]}]}\ntools: {f: {return: {}}}\n",
        "2:9: setup.tool: unknown key 'tool'; did you mean 'tools'?",
    ),
    (
        "tool_text",
        _TOOL + _TURN + "tools: {get_weather: rainy}\n",
        "3:22: tools.get_weather: expected a mapping, found 'rainy'",
    ),
    (
        "setup_unknown",
        _TURN + "setup: {system_instructions: x}\n",
        "2:9: setup.system_instructions: unknown key 'system_instructions'; did you mean 'system_instruction'?",
    ),
    (
        "setup_unknown_camel",
        _TURN + "setup: {systemInstructions: x}\n",
        "2:9: setup.systemInstructions: unknown key 'systemInstructions'; did you mean 'systemInstruction'?",
    ),
    (
        "setup_word",
        _TURN + "setup: {tool: [], inputAudioTranscription: {}}\n",
        "2:9: setup.tool: unknown key 'tool'; did you mean 'tools'?",
    ),
    (
        "setup_model",
        _TURN + "setup: {model: gemini}\n",
        "2:9: setup.model: a scenario names no model; give it on the command line with --model",
    ),
    (
        "setup_unchecked_model",
        _TURN + "setup_unchecked: {model: gemini}\n",
        "2:19: setup_unchecked.model: a scenario names no model; give it on the command line with --model",
    ),
    (
        "setup_transcription",
        _TURN + "setup: {generation_config: {input_audio_transcription: {}}}\n",
        "2:29: setup.generation_config.input_audio_transcription: 'input_audio_transcription' does "
        "not belong here; it goes directly under setup",
    ),
    (
        "setup_transcription_camel",
        _TURN + "setup: {generationConfig: {outputAudioTranscription: {}}}\n",
        "2:28: setup.generationConfig.outputAudioTranscription: 'outputAudioTranscription' does not"
        " belong here; it goes directly under setup",
    ),
    (
        "setup_modalities_top",
        _TURN + "setup: {response_modalities: [AUDIO]}\n",
        "2:9: setup.response_modalities: 'response_modalities' does not belong here; it goes "
        "directly under setup.generation_config",
    ),
    (
        "setup_voice",
        _TURN + "setup: {generationConfig: {speechConfig: {voiceName: Kore}}}\n",
        "2:43: setup.generationConfig.speechConfig.voiceName: 'voiceName' does not belong here; it "
        "goes directly under setup.generationConfig.speechConfig.voiceConfig.prebuiltVoiceConfig",
    ),
    (
        "setup_modality",
        _TURN + "setup: {generation_config: {response_modalities: [AUDO]}}\n",
        "2:51: setup.generation_config.response_modalities.0: expected one of TEXT, AUDIO, VIDEO, "
        "found 'AUDO'; did you mean 'AUDIO'?",
    ),
    (
        "setup_modality_text",
        _TURN + "setup: {generation_config: {response_modalities: AUDIO}}\n",
        "2:50: setup.generation_config.response_modalities: expected a list, found 'AUDIO'",
    ),
    (
        "setup_temperature",
        _TURN + "setup: {generation_config: {temperature: hot}}\n",
        "2:42: setup.generation_config.temperature: expected a number, found 'hot'",
    ),
    (
        "setup_bool",
        _TURN + "setup: {proactivity: {proactive_audio: yes}}\n",
        "2:40: setup.proactivity.proactive_audio: expected true or false, found 'yes'",
    ),
    (
        "setup_vad",
        _TURN + "setup: {realtime_input_config: {automatic_activity_detection: {silence_ms: 3}}}\n",
        "2:64: setup.realtime_input_config.automatic_activity_detection.silence_ms: unknown key "
        "'silence_ms'; did you mean 'silence_duration_ms'?",
    ),
    (
        "setup_sensitivity",
        _TURN + "setup: {realtime_input_config: {automatic_activity_detection: {start_of_speech_sensitivity: HIGH}}}\n",
        "2:93: "
        "setup.realtime_input_config.automatic_activity_detection.start_of_speech_sensitivity: "
        "expected one of START_SENSITIVITY_HIGH, START_SENSITIVITY_LOW, found 'HIGH'; did you mean "
        "'START_SENSITIVITY_HIGH'?",
    ),
    (
        "setup_twice",
        _TURN + "setup: {generation_config: {}, generationConfig: {}}\n",
        "2:32: setup.generationConfig: 'generationConfig' is given twice, also as "
        "'generation_config'; keep one of them",
    ),
    (
        "setup_behavior",
        _TURN + "setup: {tools: [{function_declarations: [{name: f, behaviour: BLOCKING}]}]}\n",
        "2:52: setup.tools.0.function_declarations.0.behaviour: unknown key 'behaviour'; did you mean 'behavior'?",
    ),
    (
        "setup_unsupported",
        _TURN + "setup: {generation_config: {response_schema: {}}}\n",
        "2:29: setup.generation_config.response_schema: the Live API does not support 'response_schema'; remove it",
    ),
    (
        "setup_null",
        _TURN + "setup:\n  input_audio_transcription:\n",
        "3:29: setup.input_audio_transcription: expected a mapping, found nothing; write {} for an empty one",
    ),
    (
        "setup_far",
        _TURN + "setup: {quantum: 3}\n",
        "2:9: setup.quantum: unknown key 'quantum'; a field newer than this version goes under setup_unchecked",
    ),
    (
        "setup_list",
        _TURN + "setup: []\n",
        "2:8: setup: expected a mapping, found an empty list",
    ),
    (
        "mock_count",
        _TURN + "mock: {turns: [[], []]}\n",
        "2:15: mock.turns: the mock has 2 turns, the scenario 1; write one list of steps for each "
        "turn; [] is a model that stays silent",
    ),
    (
        "mock_missing",
        _TURN + "mock: {speed: 2}\n",
        "2:7: mock: missing key 'turns'",
    ),
    (
        "mock_speed",
        _TURN + "mock: {speed: 0, turns: [[]]}\n",
        "2:15: mock.speed: expected a number greater than 0, found 0",
    ),
    (
        "mock_setup",
        _TURN + "mock: {setup: silnt, turns: [[]]}\n",
        "2:15: mock.setup: expected silent, found 'silnt'; did you mean 'silent'?",
    ),
    (
        "mock_setup_close",
        _TURN + "mock: {setup: {close: {code: 99}}, turns: [[]]}\n",
        "2:30: mock.setup.close.code: expected a number of at least 1000, found 99",
    ),
    (
        "mock_step_two",
        _TURN + "mock: {turns: [[{say: a, hear: b}]]}\n",
        "2:17: mock.turns.0.0: a step has exactly one of hear, say, write, call, complete, send, "
        "disconnect; found say and hear",
    ),
    (
        "mock_step_none",
        _TURN + "mock: {turns: [[{after_ms: 3}]]}\n",
        "2:17: mock.turns.0.0: a step has exactly one of hear, say, write, call, complete, send, "
        "disconnect; found none",
    ),
    (
        "mock_step_typo",
        _TURN + "mock: {turns: [[{heer: a}]]}\n",
        "2:18: mock.turns.0.0.heer: unknown key 'heer'; did you mean 'hear'?",
    ),
    (
        "mock_step_text",
        _TURN + "mock: {turns: [[hi]]}\n",
        "2:17: mock.turns.0.0: expected a mapping, found 'hi'; a step is one of hear, say, write, "
        "call, complete, send, disconnect",
    ),
    (
        "mock_turn_mapping",
        _TURN + "mock: {turns: [{say: hi}]}\n",
        "2:16: mock.turns.0: expected a list, found a mapping",
    ),
    (
        "mock_option",
        _TURN + "mock: {turns: [[{write: a, gain_db: 3}]]}\n",
        "2:28: mock.turns.0.0.gain_db: 'gain_db' goes only with say; remove it",
    ),
    (
        "mock_option_typo",
        _TURN + "mock: {turns: [[{say: a, gain: 3}]]}\n",
        "2:26: mock.turns.0.0.gain: unknown key 'gain'; did you mean 'gain_db'?",
    ),
    (
        "mock_call",
        _TURN + "mock: {turns: [[{call: {}}]]}\n",
        "2:24: mock.turns.0.0.call: expected at least one entry, found an empty mapping",
    ),
    (
        "mock_call_args",
        _TURN + "mock: {turns: [[{call: {f: }}]]}\n",
        "2:28: mock.turns.0.0.call.f: expected a mapping, found nothing; write {} for an empty one",
    ),
    (
        "mock_complete",
        _TURN + "mock: {turns: [[{complete: maybe}]]}\n",
        "2:28: mock.turns.0.0.complete: expected true or false, found 'maybe'",
    ),
    (
        "mock_complete_reason",
        _TURN + "mock: {turns: [[{complete: {}}]]}\n",
        "2:28: mock.turns.0.0.complete: missing key 'reason'",
    ),
    (
        "mock_complete_middle",
        _TURN + "mock: {turns: [[{say: a}, {complete: false}, {say: b}]]}\n",
        "2:38: mock.turns.0.1.complete: complete: false is only for a turn's last step; move it to the end",
    ),
    (
        "mock_wait",
        _TURN + "mock: {turns: [[{call: {f: {}}, wait: 'yes'}]]}\n",
        "2:39: mock.turns.0.0.wait: expected true or false, found 'yes'",
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
        "mock_reason",
        _TURN + "mock: {turns: [[{disconnect: {reason: " + "é" * 62 + "}}]]}\n",
        f"2:39: mock.turns.0.0.disconnect.reason: expected a close reason of at most 123 bytes, found '{'é' * 37}...'",
    ),
    (
        "setup_choice_number",
        _TURN + "setup: {generation_config: {media_resolution: 3}}\n",
        "2:47: setup.generation_config.media_resolution: expected a string, found 3",
    ),
    (
        "start_delay_long",
        "turns: [{say: hi}, {say: ho, start: {delay_ms: 3600001}}]\n",
        "1:48: turns.1.start.delay_ms: expected a number of at most 3600000, found 3600001",
    ),
    (
        "setup_tools_text",
        _TURN + "setup: {tools: f}\n",
        "2:16: setup.tools: expected a list, found 'f'",
    ),
]


@pytest.mark.parametrize(("content", "message"), [pytest.param(*row[1:], id=row[0]) for row in _BAD_FILES])
def test_one_mistake_gives_one_line(
    content: str | bytes, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("scenarios").mkdir()
    file = Path("scenarios/bad.yaml")
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ScenarioErrors) as raised:
        load_scenarios([file])
    assert [str(error).removeprefix("scenarios/bad.yaml:").strip() for error in raised.value.errors] == [message]
    assert "\n" not in str(raised.value)
