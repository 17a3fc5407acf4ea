"""The fields of the Live API's `setup` message (reference §2.1-§2.4), in camelCase."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

__all__ = ["SETUP", "UNSUPPORTED", "Choice", "Field", "Fields", "Many"]

Plain = Literal["any", "bool", "mapping", "number", "text", "whole"]
"""`any` and `mapping` are not looked into; `whole` also takes digits in a string, the wire's int64."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a closed set of values, in any case (reference §1.4)."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Many:
    """A list; with `single` one bare entry stands for a list of one."""

    entry: Field
    single: bool = False


@dataclass(frozen=True, slots=True)
class Fields:
    """A mapping with known keys; with `text` a bare string stands for it."""

    known: Mapping[str, Field]
    text: bool = False


Field: TypeAlias = Plain | Choice | Many | Fields

_TRANSCRIPTION = Fields(
    {
        "languageCodes": Many("text"),
        "customVocabulary": Many("text"),
        "wordTimestamp": "bool",
        "diarization": "bool",
        "mode": Choice(("VERBATIM", "SMART")),
        "adaptationPhrases": Many("text"),
        "languageAuto": "mapping",
        "languageHints": "mapping",
    }
)
_VOICE = Fields(
    {
        "prebuiltVoiceConfig": Fields({"voiceName": "text"}),
        "replicatedVoiceConfig": Fields(
            {
                "mimeType": "text",
                "voiceSampleAudio": "text",
                "consentAudio": "text",
                "voiceConsentSignature": "any",
            }
        ),
    }
)
_GENERATION = Fields(
    {
        "responseModalities": Many(Choice(("TEXT", "AUDIO", "VIDEO"))),
        "speechConfig": Fields({"voiceConfig": _VOICE, "languageCode": "text"}),
        "mediaResolution": Choice(("MEDIA_RESOLUTION_LOW", "MEDIA_RESOLUTION_MEDIUM", "MEDIA_RESOLUTION_HIGH")),
        "temperature": "number",
        "topP": "number",
        "topK": "number",
        "maxOutputTokens": "whole",
        "candidateCount": "whole",
        "seed": "whole",
        "presencePenalty": "number",
        "frequencyPenalty": "number",
        "thinkingConfig": Fields(
            {
                "includeThoughts": "bool",
                "thinkingBudget": "whole",
                "thinkingLevel": Choice(("MINIMAL", "LOW", "MEDIUM", "HIGH")),
            }
        ),
        "enableAffectiveDialog": "bool",
        "translationConfig": Fields({"targetLanguageCode": "text", "echoTargetLanguage": "bool"}),
        "audioTranscriptionConfig": _TRANSCRIPTION,
        "modelConfig": "mapping",
    }
)
_FUNCTION = Fields(
    {
        "name": "text",
        "description": "text",
        "parameters": "mapping",
        "parametersJsonSchema": "any",
        "response": "mapping",
        "responseJsonSchema": "any",
        "behavior": Choice(("BLOCKING", "NON_BLOCKING")),
    }
)
_TOOL = Fields(
    {
        "functionDeclarations": Many(_FUNCTION),
        "googleSearch": Fields(
            {
                "excludeDomains": Many("text"),
                "timeRangeFilter": "mapping",
                "blockingConfidence": "any",
                "searchTypes": "any",
            }
        ),
        "codeExecution": "mapping",
        "urlContext": "mapping",
        "googleMaps": "mapping",
        "computerUse": "mapping",
        "retrieval": "mapping",
        "enterpriseWebSearch": "mapping",
        "parallelAiSearch": "mapping",
        "exaAiSearch": "mapping",
        "fileSearch": "mapping",
        "mcpServers": "any",
    }
)
_REALTIME_INPUT = Fields(
    {
        "automaticActivityDetection": Fields(
            {
                "disabled": "bool",
                "startOfSpeechSensitivity": Choice(("START_SENSITIVITY_HIGH", "START_SENSITIVITY_LOW")),
                "endOfSpeechSensitivity": Choice(("END_SENSITIVITY_HIGH", "END_SENSITIVITY_LOW")),
                "prefixPaddingMs": "whole",
                "silenceDurationMs": "whole",
            }
        ),
        "activityHandling": Choice(("START_OF_ACTIVITY_INTERRUPTS", "NO_INTERRUPTION")),
        "turnCoverage": Choice(
            (
                "TURN_INCLUDES_ONLY_ACTIVITY",
                "TURN_INCLUDES_ALL_INPUT",
                "TURN_INCLUDES_AUDIO_ACTIVITY_AND_ALL_VIDEO",
            )
        ),
    }
)
_AVATAR = Fields(
    {
        "avatarName": "text",
        "customizedAvatar": Fields({"imageMimeType": "text", "imageData": "text"}),
        "audioBitrateBps": "whole",
        "videoBitrateBps": "whole",
    }
)

SETUP = Fields(
    {
        "generationConfig": _GENERATION,
        "systemInstruction": Fields({"role": "text", "parts": Many(Fields({"text": "text"}))}, text=True),
        "tools": Many(_TOOL, single=True),
        "realtimeInputConfig": _REALTIME_INPUT,
        "inputAudioTranscription": _TRANSCRIPTION,
        "outputAudioTranscription": _TRANSCRIPTION,
        "sessionResumption": Fields({"handle": "text", "transparent": "bool"}),
        "contextWindowCompression": Fields(
            {"triggerTokens": "whole", "slidingWindow": Fields({"targetTokens": "whole"})}
        ),
        "proactivity": Fields({"proactiveAudio": "bool"}),
        "historyConfig": Fields({"initialHistoryInClientContent": "bool"}),
        "explicitVadSignal": "bool",
        "avatarConfig": _AVATAR,
        "safetySettings": Many(Fields({"category": "text", "threshold": "text"})),
        "labels": "mapping",
    }
)
"""`setup` without `model`, which the command line gives."""

UNSUPPORTED = frozenset(
    {
        "audioTimestamp",
        "logprobs",
        "multiSpeakerVoiceConfig",
        "responseLogprobs",
        "responseMimeType",
        "responseSchema",
        "routingConfig",
        "stopSequences",
        "toolConfig",
    }
)
"""Fields of the API's other methods, which a Live session refuses (reference §2.2, §2.3)."""
