"""What a client does, and when two deeds are the same."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from evalkit.mock.replay.deeds import acts_of, describe, is_picture, same_act
from evalkit.protocol.messages import Blob, ClientContent, Content, Message, Part, RealtimeInput
from tests.recordings import setup, text, tool_answer


def picture(quality: int = 90, shade: int = 200) -> bytes:
    """A white square in a corner, as JPEG."""
    image = Image.new("L", (96, 96), 30)
    image.paste(shade, (8, 8, 40, 40))
    file = BytesIO()
    image.save(file, "JPEG", quality=quality)
    return file.getvalue()


def shown(data: bytes) -> RealtimeInput:
    return RealtimeInput(video=Blob(mime_type="image/jpeg", data=data))


def typed(words: str, *pictures: bytes) -> ClientContent:
    parts = tuple(Part(inline_data=Blob(mime_type="image/jpeg", data=data)) for data in pictures)
    return ClientContent(turns=(Content(role="user", parts=(*parts, Part(text=words))),), turn_complete=True)


def test_audio_is_audio_under_either_name() -> None:
    blob = Blob(mime_type="audio/pcm", data=b"\1\0\2\0")
    for message in (RealtimeInput(audio=blob), RealtimeInput(media_chunks=(blob,))):
        heard, acts = acts_of(message)
        assert heard is not None
        assert np.array_equal(heard, [1, 2])
        assert acts == ()


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (shown(b"12345"), "a picture (image/jpeg, 5 bytes)"),
        (typed("look", b"1"), "text 'look' with 1 picture"),
        (typed("look", b"1", b"2"), "text 'look' with 2 pictures"),
        (text("hello"), "text 'hello'"),
        (RealtimeInput(text="hello"), "text 'hello'"),
        (text("x" * 90), f"text '{'x' * 79}…'"),
        (tool_answer("f", {"n": 1}), 'tool answer f {"n":1}'),
        (RealtimeInput(activity_end=True), '{"realtimeInput":{"activityEnd":{}}}'),
    ],
)
def test_deeds_in_words(message: RealtimeInput, words: str) -> None:
    assert describe(message) == words


def test_pictures_are_no_audio_under_either_name() -> None:
    blob, heard = Blob(mime_type="image/png", data=b"picture"), Blob(mime_type="audio/pcm", data=b"\1\0")
    assert acts_of(RealtimeInput(video=blob)) == (None, (RealtimeInput(video=blob),))
    assert acts_of(RealtimeInput(media_chunks=(blob,))) == (None, (RealtimeInput(video=blob),))
    samples, acts = acts_of(RealtimeInput(media_chunks=(blob, heard)))
    assert samples is not None
    assert (samples.tolist(), acts) == ([1], (RealtimeInput(video=blob),))


def test_whether_a_session_is_resumed_counts_and_the_handle_does_not() -> None:
    def act(**resumption: object) -> Message:
        return acts_of(setup(session_resumption=resumption))[1][0]

    assert act(handle="a") == act(handle="b")
    assert act(handle="a") != act()
    assert act(handle="a", transparent=True) != act(handle="b")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (shown(picture()), shown(picture(quality=70)), True),
        (shown(picture()), shown(picture(shade=40)), False),
        (shown(picture()), shown(b"no picture"), False),
        (shown(b"no picture"), shown(b"no picture"), True),
        (shown(picture()), text("hello"), False),
        (typed("look", picture()), typed("look", picture(quality=70)), True),
        (typed("look", picture()), typed("here", picture()), False),
        (typed("look", picture()), typed("look"), False),
        (typed("look", picture(), picture(shade=40)), typed("look", picture(shade=40), picture()), False),
    ],
)
def test_pictures_are_the_same_by_what_they_show(one: Message, other: Message, same: bool) -> None:
    assert same_act(one, other) is same


def test_which_deeds_are_pictures() -> None:
    assert is_picture(shown(b"1"))
    assert not is_picture(typed("look", b"1"))
    assert not is_picture(RealtimeInput(text="look"))
