"""How long a million words take to align and to normalise, beside jiwer in the same run.

Run it with `python bench/wer_speed.py`. Compare figures of one run only: machines and hours differ.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable

import jiwer

from evalkit.scorers.word_errors import align, pooled
from evalkit.text.normalize import normalizer

WORDS = 1_000_000
ERROR_SHARE = 0.1
LENGTHS = range(3, 25)
"""Words of an utterance; people say about a dozen at a time."""


def utterances(seed: int = 1) -> list[tuple[list[str], list[str]]]:
    """A million words of a made-up language, and the same with every tenth replaced, dropped or doubled."""
    chance = random.Random(seed)
    words = [f"word{number}" for number in range(5000)]
    pairs, total = [], 0
    while total < WORDS:
        said = chance.choices(words, k=min(chance.choice(LENGTHS), WORDS - total))
        total += len(said)
        pairs.append((said, [other for word in said for other in misheard(word, words, chance)]))
    return pairs


def misheard(word: str, words: list[str], chance: random.Random) -> Iterable[str]:
    """A word as a recogniser may have it."""
    if chance.random() >= ERROR_SHARE:
        return [word]
    return chance.choice([[chance.choice(words)], [], [word, word]])


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one call."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    """Prints times, the ratio between the two, and that both come to the same rate."""
    pairs = utterances()
    texts = [(" ".join(said), " ".join(heard)) for said, heard in pairs]
    ours_s = seconds(lambda: [align(said, heard) for said, heard in pairs])
    theirs_s = seconds(lambda: [jiwer.process_words(said, heard) for said, heard in texts])
    rate = pooled(align(said, heard)[0] for said, heard in pairs).rate
    theirs = jiwer.wer([said for said, _ in texts], [heard for _, heard in texts])
    print(f"{WORDS:,} words in {len(pairs):,} utterances: aligned in {ours_s:.2f} s, by jiwer in {theirs_s:.2f} s")
    print(f"ratio {ours_s / theirs_s:.2f}; pooled WER {rate:.4%}, jiwer's {theirs:.4%}")
    for language in ("en", "hi", "th"):
        normal = normalizer(language)
        share = texts[: len(texts) // 20]
        spent_s = seconds(lambda normal=normal, share=share: [normal.words(said) for said, _ in share])  # type: ignore[misc]
        print(f"normalising them as {normal.label} takes {spent_s * 20 / ours_s:.1f} times as long as aligning")


if __name__ == "__main__":
    main()
