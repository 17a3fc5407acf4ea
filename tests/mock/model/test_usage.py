"""Token counts that are plausible and grow with the context."""

from evalkit.mock.model.usage import Meter


def test_audio_counts_25_tokens_a_second_and_words_four_for_three() -> None:
    meter = Meter()
    meter.read("you answer in one sentence")
    meter.listen(2.0)
    meter.speak(1.0)
    usage = meter.close_turn()
    assert (usage.prompt_token_count, usage.candidates_token_count, usage.total_token_count) == (7 + 50, 25, 82)
    assert usage.prompt_tokens_details == (
        {"modality": "TEXT", "tokenCount": 7},
        {"modality": "AUDIO", "tokenCount": 50},
    )
    assert usage.candidates_tokens_details == ({"modality": "AUDIO", "tokenCount": 25},)


def test_an_answer_joins_the_context_of_the_next_turn_and_is_not_counted_twice() -> None:
    meter = Meter()
    meter.speak(1.0)
    meter.close_turn()
    second, third = meter.close_turn(), meter.close_turn()
    assert (second.prompt_token_count, second.candidates_token_count) == (25, 0)
    assert third == second


def test_nothing_counts_nothing() -> None:
    assert Meter().close_turn().total_token_count == 0


def test_names_are_the_backends_and_text_counts_too() -> None:
    meter = Meter("response")
    meter.write("one two three")
    usage = meter.close_turn()
    assert (usage.response_token_count, usage.candidates_token_count) == (4, None)
    assert usage.response_tokens_details[1] == {"modality": "TEXT", "tokenCount": 4}


def test_a_snapshot_changes_nothing_and_closing_the_turn_carries_the_answer_on() -> None:
    meter = Meter()
    meter.speak(1.0)
    assert meter.snapshot() == meter.snapshot() == meter.close_turn()
    assert meter.snapshot().prompt_token_count == 25


def test_pictures_count_by_resolution() -> None:
    meter = Meter()
    meter.look(2, "MEDIA_RESOLUTION_LOW")
    meter.look(1, "MEDIA_RESOLUTION_MEDIUM")
    meter.look(1)
    [*_, images] = meter.snapshot().prompt_tokens_details
    assert images == {"modality": "IMAGE", "tokenCount": 2 * 64 + 256 + 258}


def test_counts_that_do_not_add_up() -> None:
    meter = Meter(sums=False)
    meter.listen(2.0)
    usage = meter.snapshot()
    assert usage.prompt_token_count == 50
    assert sum(each["tokenCount"] for each in usage.prompt_tokens_details) == 0
    assert usage.thoughts_token_count == 1
