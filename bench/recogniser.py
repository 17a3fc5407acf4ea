"""What the recogniser of evalkit[speech] gets wrong where nothing is wrong, and which damage it finds.

Run it with `python bench/recogniser.py`, with flite and espeak-ng installed; it takes some minutes, and prints the
tables of docs/recognition.md. Voices come from text-to-speech engines: their recordings are not kept.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evalkit.media.decode import load_audio
from evalkit.media.pcm import Samples, resample
from evalkit.media.speech.espeak import EspeakEngine
from evalkit.media.speech.flite import FliteEngine
from evalkit.recognition.engine import Recogniser
from evalkit.recognition.whisper import whisper_here
from evalkit.scorers.recognition_alignment import Fitted, fitted
from evalkit.scorers.recognition_metrics import LEAST_HEARD
from evalkit.scorers.word_errors import pooled
from evalkit.text.normalize import normalizer

RATE_HZ = 16_000
LOST = 0.4
"""Share of the audio that a damage takes away."""
SENTENCES = (
    "The capital of Australia is Canberra, and most people think that it is Sydney.",
    "Check the oil and the lights, fill the tank, and take a bottle of water with you.",
    "Put a warm blanket and a small shovel in the back of the car.",
    "A refrigerator moves heat from the inside to the outside.",
    "The third little pig built the house of bricks, and the wolf could not blow it down.",
    "I am so sorry, that hurts, and you do not have to do anything right now.",
    "Your table for two is booked for Friday evening, close to the window.",
    "The train to Brighton leaves from the last platform on the left.",
    "Mercury is the planet closest to the sun, and it has no moon at all.",
    "Let the dough rest under a cloth until it has grown to twice its size.",
    "Rain is expected in the afternoon, so please take an umbrella with you.",
    "Turn right at the church and walk along the river until you see the bridge.",
    "The museum is closed on Monday, but the garden behind it is open every day.",
    "I have turned off the light in the kitchen and locked the front door.",
    "She said that the parcel would arrive tomorrow before lunch.",
    "Mix the flour with the sugar, add the butter, and stir until it is smooth.",
    "The doctor can see you next week, but there is nothing free in the morning.",
    "Of course, I will call your sister and tell her that you are on your way.",
    "Sound travels faster through water than it does through air.",
    "Most of the bread we eat today is made from wheat that grows in the north.",
)
JFK = (
    "And so my fellow Americans ask not what your country can do for you ask what you can do for your country",
    Path(__file__).resolve().parents[2] / "shared" / "data" / "speech" / "jfk.flac",
)


@dataclass(frozen=True)
class Spoken:
    """A sentence and its audio."""

    text: str
    samples: Samples


def voices() -> Iterator[tuple[str, list[Spoken]]]:
    """Each voice with all the sentences in it."""
    flite, espeak = FliteEngine(), EspeakEngine()
    for voice in ("slt", "rms", "awb", "kal16"):
        yield f"flite {voice}", [Spoken(text, at_16_khz(*flite.speak(text, voice, "en"))) for text in SENTENCES]
    voice = espeak.voice_of("", "en")
    yield f"espeak-ng {voice}", [Spoken(text, at_16_khz(*espeak.speak(text, voice, "en"))) for text in SENTENCES]
    if JFK[1].is_file():
        yield "a person (jfk.flac)", [Spoken(JFK[0], load_audio(JFK[1]))]


def at_16_khz(samples: Samples, rate_hz: int) -> Samples:
    return resample(samples, rate_hz, RATE_HZ)


def cut(samples: Samples, start: float, end: float) -> Samples:
    """The audio without what lies between two shares of its length."""
    first, last = (round(share * len(samples)) for share in (start, end))
    return np.concatenate([samples[:first], samples[last:]])


DAMAGES: Mapping[str, Callable[[Sequence[Spoken], int], Samples]] = {
    "none": lambda spoken, at: spoken[at].samples,
    "the last 40 % are missing": lambda spoken, at: cut(spoken[at].samples, 1 - LOST, 1),
    "the first 40 % are missing": lambda spoken, at: cut(spoken[at].samples, 0, LOST),
    "the middle 40 % are missing": lambda spoken, at: cut(spoken[at].samples, (1 - LOST) / 2, (1 + LOST) / 2),
    "another answer's audio": lambda spoken, at: spoken[(at + 1) % len(spoken)].samples,
    "the next answer follows": lambda spoken, at: np.concatenate(
        [spoken[at].samples, spoken[(at + 1) % len(spoken)].samples]
    ),
    "16 kHz called 24 kHz": lambda spoken, at: resample(spoken[at].samples, 24_000, RATE_HZ),
    "24 kHz called 16 kHz": lambda spoken, at: resample(spoken[at].samples, RATE_HZ, 24_000),
    "played backwards": lambda spoken, at: spoken[at].samples[::-1].copy(),
    "noise of the same length": lambda spoken, at: (
        np.random.default_rng(at).normal(0, 1000, len(spoken[at].samples)).astype(np.int16)
    ),
}
FOUND_BY: Mapping[str, Callable[[Fitted], bool]] = {
    "`audio_wer` > 0.2": lambda fit: (fit.counts.rate or 0) > 0.2,
    "`unspoken_head` > 2": lambda fit: fit.head > 2,
    "`unspoken_tail` > 2": lambda fit: fit.tail > 2,
    "`unspoken_gap` > 2": lambda fit: fit.gap > 2,
    "`untranscribed_words` > 2": lambda fit: fit.extra > 2,
    "`other_words`": lambda fit: fit.share_heard < LEAST_HEARD,
}


def heard(engine: Recogniser, text: str, samples: Samples) -> Fitted:
    words = normalizer("en").words
    return fitted(words(text), words(engine.recognise(samples, RATE_HZ, "en").text), whole=True)


def floor_row(voice: str, fits: Sequence[Fitted]) -> str:
    counts = pooled(fit.counts for fit in fits)
    rates = sorted(fit.counts.rate or 0.0 for fit in fits)
    right = sum(rate == 0 for rate in rates)
    numbers = (len(fits), counts.reference, f"{counts.rate:.1%}", f"{rates[-1]:.0%}", f"{right} of {len(fits)}")
    return f"| {voice} | {' | '.join(map(str, numbers))} |"


def damage_row(damage: str, fits: Sequence[Fitted]) -> str:
    return f"| {damage} | {' | '.join(str(sum(map(finds, fits))) for finds in FOUND_BY.values())} |"


def main() -> None:
    engine = whisper_here()
    if engine is None:
        sys.exit("there is no recogniser: pip install 'evalkit[speech]'")
    print(engine.name)
    print("\n| voice | answers | words | pooled WER | worst answer | word for word |\n|---|---|---|---|---|---|")
    spoken = dict(voices())
    for voice, sentences in spoken.items():
        fits = [heard(engine, each.text, each.samples) for each in sentences]
        print(floor_row(voice, fits), flush=True)
    clear = [spoken["flite slt"], spoken["flite rms"]]
    print(f"\n| damage to {sum(map(len, clear))} answers | {' | '.join(FOUND_BY)} |\n|---|{'---|' * len(FOUND_BY)}")
    for damage, done in DAMAGES.items():
        fits = [heard(engine, each.text, done(all_, at)) for all_ in clear for at, each in enumerate(all_)]
        print(damage_row(damage, fits), flush=True)


if __name__ == "__main__":
    main()
