"""Mistakes in a scenario's setup, and the one line that says so."""

import pytest

from tests.scenario.messages.bad_file import TURN, mistakes_in, named

# name, file, message after `scenarios/bad.yaml:`
_BAD_FILES: list[tuple[str, str, str]] = [
    (
        "setup_unknown",
        TURN + "setup: {system_instructions: x}\n",
        "2:9: setup.system_instructions: unknown key 'system_instructions'; did you mean 'system_instruction'?",
    ),
    (
        "setup_unknown_camel",
        TURN + "setup: {systemInstructions: x}\n",
        "2:9: setup.systemInstructions: unknown key 'systemInstructions'; did you mean 'systemInstruction'?",
    ),
    (
        "setup_word",
        TURN + "setup: {tool: [], inputAudioTranscription: {}}\n",
        "2:9: setup.tool: unknown key 'tool'; did you mean 'tools'?",
    ),
    (
        "setup_model",
        TURN + "setup: {model: gemini}\n",
        "2:9: setup.model: a scenario names no model; give it on the command line with --model",
    ),
    (
        "setup_unchecked_model",
        TURN + "setup_unchecked: {model: gemini}\n",
        "2:19: setup_unchecked.model: a scenario names no model; give it on the command line with --model",
    ),
    (
        "setup_transcription",
        TURN + "setup: {generation_config: {input_audio_transcription: {}}}\n",
        "2:29: setup.generation_config.input_audio_transcription: 'input_audio_transcription' does "
        "not belong here; it goes directly under setup",
    ),
    (
        "setup_transcription_camel",
        TURN + "setup: {generationConfig: {outputAudioTranscription: {}}}\n",
        "2:28: setup.generationConfig.outputAudioTranscription: 'outputAudioTranscription' does not"
        " belong here; it goes directly under setup",
    ),
    (
        "setup_modalities_top",
        TURN + "setup: {response_modalities: [AUDIO]}\n",
        "2:9: setup.response_modalities: 'response_modalities' does not belong here; it goes "
        "directly under setup.generation_config",
    ),
    (
        "setup_voice",
        TURN + "setup: {generationConfig: {speechConfig: {voiceName: Kore}}}\n",
        "2:43: setup.generationConfig.speechConfig.voiceName: 'voiceName' does not belong here; it "
        "goes directly under setup.generationConfig.speechConfig.voiceConfig.prebuiltVoiceConfig",
    ),
    (
        "setup_modality",
        TURN + "setup: {generation_config: {response_modalities: [AUDO]}}\n",
        "2:51: setup.generation_config.response_modalities.0: expected one of TEXT, AUDIO, VIDEO, "
        "found 'AUDO'; did you mean 'AUDIO'?",
    ),
    (
        "setup_modality_text",
        TURN + "setup: {generation_config: {response_modalities: AUDIO}}\n",
        "2:50: setup.generation_config.response_modalities: expected a list, found 'AUDIO'",
    ),
    (
        "setup_temperature",
        TURN + "setup: {generation_config: {temperature: hot}}\n",
        "2:42: setup.generation_config.temperature: expected a number, found 'hot'",
    ),
    (
        "setup_bool",
        TURN + "setup: {proactivity: {proactive_audio: yes}}\n",
        "2:40: setup.proactivity.proactive_audio: expected true or false, found 'yes'",
    ),
    (
        "setup_vad",
        TURN + "setup: {realtime_input_config: {automatic_activity_detection: {silence_ms: 3}}}\n",
        "2:64: setup.realtime_input_config.automatic_activity_detection.silence_ms: unknown key "
        "'silence_ms'; did you mean 'silence_duration_ms'?",
    ),
    (
        "setup_sensitivity",
        TURN + "setup: {realtime_input_config: {automatic_activity_detection: {start_of_speech_sensitivity: HIGH}}}\n",
        "2:93: "
        "setup.realtime_input_config.automatic_activity_detection.start_of_speech_sensitivity: "
        "expected one of START_SENSITIVITY_HIGH, START_SENSITIVITY_LOW, found 'HIGH'; did you mean "
        "'START_SENSITIVITY_HIGH'?",
    ),
    (
        "setup_twice",
        TURN + "setup: {generation_config: {}, generationConfig: {}}\n",
        "2:32: setup.generationConfig: 'generationConfig' is given twice, also as "
        "'generation_config'; keep one of them",
    ),
    (
        "setup_behavior",
        TURN + "setup: {tools: [{function_declarations: [{name: f, behaviour: BLOCKING}]}]}\n",
        "2:52: setup.tools.0.function_declarations.0.behaviour: unknown key 'behaviour'; did you mean 'behavior'?",
    ),
    (
        "setup_unsupported",
        TURN + "setup: {generation_config: {response_schema: {}}}\n",
        "2:29: setup.generation_config.response_schema: the Live API does not support 'response_schema'; remove it",
    ),
    (
        "setup_null",
        TURN + "setup:\n  input_audio_transcription:\n",
        "3:29: setup.input_audio_transcription: expected a mapping, found nothing; write {} for an empty one",
    ),
    (
        "setup_far",
        TURN + "setup: {quantum: 3}\n",
        "2:9: setup.quantum: unknown key 'quantum'; a field newer than this version goes under setup_unchecked",
    ),
    (
        "setup_list",
        TURN + "setup: []\n",
        "2:8: setup: expected a mapping, found an empty list",
    ),
    (
        "setup_choice_number",
        TURN + "setup: {generation_config: {media_resolution: 3}}\n",
        "2:47: setup.generation_config.media_resolution: expected a string, found 3",
    ),
    (
        "setup_tools_text",
        TURN + "setup: {tools: f}\n",
        "2:16: setup.tools: expected a list, found 'f'",
    ),
]


@pytest.mark.parametrize(("content", "message"), named(_BAD_FILES))
def test_one_mistake_gives_one_line(content: str, message: str) -> None:
    assert mistakes_in(content) == [message]
