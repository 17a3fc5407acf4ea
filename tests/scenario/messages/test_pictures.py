"""Mistakes in what a turn shows, and the one line that says so."""

import pytest

from tests.scenario.messages.bad_file import mistakes_in, named

# name, file, message after `scenarios/bad.yaml:`; a.mp4 and a.png lie beside it
_BAD_FILES: list[tuple[str, str, str]] = [
    (
        "image_alone",
        "turns: [{image: a.png}]\n",
        "1:10: turns.0.image: an image alone ends no turn; add text, audio, say or silence_s",
    ),
    (
        "image_alone_more",
        "turns: [{image: [a.png, a.png], expect: {}}]\n",
        "1:10: turns.0.image: an image alone ends no turn; add text, audio, say or silence_s",
    ),
    (
        "image_typo",
        "turns: [{image: a.png, sya: hi}]\n",
        "1:24: turns.0.sya: unknown key 'sya'; did you mean 'say'?",
    ),
    (
        "video_and_two",
        "turns: [{say: hi, text: ho, video: a.mp4}]\n",
        "1:9: turns.0: a turn has exactly one of text, audio, say, silence_s; found say and text",
    ),
    (
        "video_key",
        "turns: [{say: hi, video: {file: a.mp4, fits: crop}}]\n",
        "1:40: turns.0.video.fits: unknown key 'fits'; did you mean 'fit'?",
    ),
    (
        "video_fit",
        "turns: [{say: hi, video: {file: a.mp4, fit: Crop}}]\n",
        "1:45: turns.0.video.fit: expected one of letterbox, crop, found 'Crop'; did you mean 'crop'?",
    ),
    (
        "video_no_file",
        "turns: [{say: hi, video: {fit: crop}}]\n",
        "1:26: turns.0.video: missing key 'file'",
    ),
    (
        "video_list",
        "turns: [{say: hi, video: [a.mp4]}]\n",
        "1:26: turns.0.video: expected a string, found a list",
    ),
    (
        "video_number",
        "turns: [{say: hi, video: 3}]\n",
        "1:26: turns.0.video: expected a string, found 3; put it in quotes",
    ),
    (
        "video_alone_null",
        "turns: [{video: }]\n",
        "1:17: turns.0.video: expected a string, found nothing",
    ),
    (
        "video_empty",
        "turns: [{say: hi, video: ''}]\n",
        "1:26: turns.0.video: expected some text, found ''",
    ),
    (
        "video_missing",
        "turns: [{say: hi, video: b.mp4}]\n",
        "1:26: turns.0.video: there is no video file 'b.mp4'; did you mean 'a.mp4'?",
    ),
    (
        "video_url",
        "turns: [{say: hi, video: {file: 'http://x/a.mp4'}}]\n",
        "1:33: turns.0.video.file: a video path is not a URL, found 'http://x/a.mp4'; download the file beside the "
        "scenario",
    ),
    (
        "video_folder",
        "turns: [{video: .}]\n",
        "1:17: turns.0.video: '.' is a folder, not a video file; name a file",
    ),
    (
        "speaker_video",
        "turns: [{video: a.mp4, speaker: A}]\n",
        "1:24: turns.0.speaker: 'speaker' goes only with say; remove it",
    ),
    (
        "transcript_say_and_video",
        "turns: [{say: hi, video: a.mp4, transcript: hi}]\n",
        "1:33: turns.0.transcript: 'transcript' goes only with audio or a video alone; remove it",
    ),
    (
        "images_none",
        "turns: [{say: hi, image: []}]\n",
        "1:26: turns.0.image: expected at least one entry, found an empty list",
    ),
    (
        "images_number",
        "turns: [{say: hi, image: [a.png, 3]}]\n",
        "1:34: turns.0.image.1: expected a string, found 3; put it in quotes",
    ),
    (
        "images_nested",
        "turns: [{say: hi, image: [[a.png]]}]\n",
        "1:27: turns.0.image.0: expected a string, found a list",
    ),
    (
        "images_fit",
        "turns: [{text: hi, image: [{file: a.png, fit: wide}]}]\n",
        "1:47: turns.0.image.0.fit: expected one of letterbox, crop, found 'wide'",
    ),
    (
        "image_absolute",
        "turns: [{say: hi, image: /a.png}]\n",
        "1:26: turns.0.image: an image path is not absolute, found '/a.png'; give it relative to the scenario file",
    ),
    (
        "images_missing",
        "turns: [{silence_s: 1, image: [a.png, {file: elsewhere.jpeg}]}]\n",
        "1:46: turns.0.image.1.file: there is no image file 'elsewhere.jpeg'; image paths are relative to the "
        "scenario file",
    ),
]


@pytest.mark.parametrize(("content", "message"), named(_BAD_FILES))
def test_one_mistake_gives_one_line(content: str, message: str) -> None:
    assert mistakes_in(content, "a.mp4", "a.png") == [message]


def test_a_picture_stays_inside_the_root() -> None:
    [found] = mistakes_in("turns: [{say: hi, image: [../../a.png]}]\n")
    assert found.startswith("1:27: turns.0.image.0: '../../a.png' lies outside the scenario root ")
    assert found.endswith("; keep images inside the root")
