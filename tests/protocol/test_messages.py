import copy
import dataclasses
import pickle
from typing import Any, get_args

import pytest

from evalkit.protocol import client_messages, messages, parts, server_messages
from evalkit.protocol.messages import (
    Blob,
    Content,
    GoAway,
    Message,
    ServerContent,
    UnknownMessage,
    UsageMetadata,
    VoiceActivity,
)

from .strategies import CLIENT_MESSAGES, SERVER_MESSAGES

CLASSES = [getattr(messages, name) for name in messages.__all__ if dataclasses.is_dataclass(getattr(messages, name))]


def test_every_class_is_exported_here() -> None:
    defined = {*client_messages.__all__, *parts.__all__, *server_messages.__all__}
    assert set(messages.__all__) == defined | {"ClientMessage", "ServerMessage", "Message"}


def test_the_strategies_know_every_message() -> None:
    assert {*CLIENT_MESSAGES, *SERVER_MESSAGES} == set(get_args(Message))


@pytest.mark.parametrize("cls", CLASSES)
def test_classes_are_frozen_slotted_keyword_only_and_keep_unknown_fields(cls: type[Any]) -> None:
    fields = dataclasses.fields(cls)
    assert all(field.kw_only for field in fields)
    assert "extra" in {field.name for field in fields}
    required = {field.name: "x" for field in fields if field.default is field.default_factory is dataclasses.MISSING}
    message = cls(**required)
    assert message.extra == {}
    assert not hasattr(message, "__dict__")
    with pytest.raises(dataclasses.FrozenInstanceError):
        message.extra = {}


def test_media_does_not_flood_a_repr() -> None:
    assert repr(Blob(mime_type="audio/pcm", data=b"\0" * 9999)) == "Blob(extra={}, mime_type='audio/pcm')"


def test_messages_can_be_copied_and_pickled() -> None:
    message = ServerContent(model_turn=Content(role="model"), extra={"a": [1]})
    assert copy.deepcopy(message) == pickle.loads(pickle.dumps(message)) == message


@pytest.mark.parametrize(
    ("duration", "seconds"),
    [
        ("50s", 50.0),
        ("1.25s", 1.25),
        ("0.480s", 0.48),
        ("0s", 0.0),
        ("soon", None),
        ("50", None),
        (None, None),
        ("1e9s", None),
        ("nans", None),
        ("", None),
        ("٣s", None),
    ],
)
def test_durations_in_seconds(duration: str | None, seconds: float | None) -> None:
    assert GoAway(time_left=duration).time_left_s == seconds
    assert VoiceActivity(audio_offset=duration).audio_offset_s == seconds


@pytest.mark.parametrize(
    ("usage", "tokens"),
    [
        (UsageMetadata(prompt_token_count=5, response_token_count=3), (5, 3)),
        (UsageMetadata(prompt_token_count=5, candidates_token_count=4), (5, 4)),
        (UsageMetadata(response_token_count=0, candidates_token_count=4), (None, 0)),
        (UsageMetadata(), (None, None)),
    ],
)
def test_token_counts_by_either_backends_names(usage: UsageMetadata, tokens: tuple[int | None, int | None]) -> None:
    assert (usage.prompt_tokens, usage.response_tokens) == tokens


def test_unknown_messages_keep_their_value() -> None:
    assert UnknownMessage(key="news", value=[1]) == UnknownMessage(key="news", value=[1])
    assert UnknownMessage(key="news") != UnknownMessage(key="news", value=1)
