"""Token counts that are plausible and grow with the context."""

from evalkit.mock.usage import Meter


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
