"""What a conversation costs."""

from dataclasses import replace

import pytest

from evalkit.endpoints.aliases import ALIASES
from evalkit.profiles.prices import AS_OF, Cost, TurnAudio, cost, price_of


@pytest.mark.parametrize(
    ("model", "audio_in", "audio_out"),
    [
        ("gemini-2.5-flash-native-audio-latest", 3.0, 12.0),
        ("models/gemini-3.1-flash-live-preview", 3.0, 12.0),
        ("projects/p/locations/l/publishers/google/models/gemini-live-2.5-flash-native-audio", 3.0, 12.0),
        ("gemini-3.8-live", 3.0, 12.0),
        ("gemini-3.5-live-translate-preview", 3.5, 21.0),
    ],
)
def test_prices(model: str, audio_in: float, audio_out: float) -> None:
    price = price_of(model)
    assert price is not None
    assert (price.audio_in, price.audio_out) == (audio_in, audio_out)


def test_a_model_whose_price_nobody_has_seen() -> None:
    assert price_of("gemini-9-live") is None
    assert price_of(ALIASES["transcribe"]["gemini"]) is None
    assert AS_OF == "2026-09-30"


def test_the_whole_conversation_is_billed_again_with_each_turn() -> None:
    price = price_of("gemini-3.8-live")
    assert price is not None
    turn = TurnAudio(heard_s=4.0, said_s=2.0)
    assert cost([], price) == Cost()
    # In: 100 tokens, then 100 on top of the 150 before; out: 50 each.
    assert rounded(cost([turn], price)) == Cost(4.0, 2.0, 100, 50, 0.0009)
    two = cost([turn, turn], price)
    assert rounded(two) == Cost(8.0, 4.0, 350, 100, 0.00225)
    assert rounded(two + two) == Cost(16.0, 8.0, 700, 200, 0.0045)


def rounded(spent: Cost) -> Cost:
    return replace(spent, usd=round(spent.usd, 6))
