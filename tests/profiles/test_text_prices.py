"""What a reply of a text model costs: by hand, and unknown where it is not known."""

from typing import Any

import pytest

from evalkit.profiles.text_prices import TEXT_PRICES, Charge, charge, text_price_of


@pytest.mark.parametrize(
    ("model", "title"),
    [
        ("gemini-3.8-flash", "3.8 flash"),
        ("models/gemini-2.5-flash", "2.5 flash"),
        ("projects/p/locations/global/publishers/google/models/gemini-2.5-pro", "2.5 pro"),
        ("gemini-2.5-flash-preview-09-2025", "2.5 flash"),
        ("gemini-3.8-flash-tts", None),
        ("gemini-3.5-flash-lite", "3.5 flash-lite"),
        ("gemini-9", None),
        ("", None),
    ],
)
def test_by_name(model: str, title: str | None) -> None:
    found = text_price_of(model)
    assert (found.title if found else None) == title


def test_prices_are_prices() -> None:
    assert all(min(each.text_in, each.audio_in) > 0 and each.out > each.text_in for each in TEXT_PRICES)


def usage(prompt: Any = 1000, output: Any = 200, **more: Any) -> dict[str, Any]:
    return {"promptTokenCount": prompt, "candidatesTokenCount": output, **more}


def audio(count: int) -> list[dict[str, Any]]:
    return [{"modality": "TEXT", "tokenCount": 1000 - count}, {"modality": "AUDIO", "tokenCount": count}]


@pytest.mark.parametrize(
    ("told", "usd"),
    [
        (usage(), 1000 * 0.30 + 200 * 2.50),
        (usage(thoughtsTokenCount=400), 1000 * 0.30 + 600 * 2.50),
        (usage(promptTokensDetails=audio(800)), 200 * 0.30 + 800 * 1.00 + 200 * 2.50),
        (usage(output=None, totalTokenCount=1300, thoughtsTokenCount=100), 1000 * 0.30 + 300 * 2.50),
        (usage(prompt=0, output=0), 0),
    ],
)
def test_a_reply_by_hand(told: dict[str, Any], usd: float) -> None:
    assert charge("gemini-2.5-flash", told, heard=False).usd == pytest.approx(usd / 1e6)


@pytest.mark.parametrize(
    ("model", "told", "heard", "why"),
    [
        ("gemini-9", usage(), False, "the price of gemini-9 is not known"),
        ("gemini-2.5-flash", None, False, "the reply does not tell its tokens"),
        ("gemini-2.5-flash", [], False, "the reply does not tell its tokens"),
        ("gemini-2.5-flash", usage(prompt=True), False, "the reply does not tell its tokens"),
        ("gemini-2.5-flash", usage(prompt=-1), False, "the reply does not tell its tokens"),
        ("gemini-2.5-flash", usage(), True, "the reply does not tell its audio tokens"),
        ("gemini-2.5-pro", usage(200_001), False, "the price of a prompt above 200,000 tokens is not known"),
    ],
)
def test_what_nobody_can_say(model: str, told: Any, heard: bool, why: str) -> None:
    found = charge(model, told, heard=heard)
    assert (found.usd, found.why) == (None, why)


def test_audio_at_the_price_of_text_needs_no_details() -> None:
    assert charge("gemini-3.8-flash", usage(), heard=True) == Charge({"prompt": 1000, "output": 200}, 0.0015)
