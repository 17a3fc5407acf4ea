import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.scorers.recognition_alignment import fitted
from evalkit.scorers.word_errors import align

WORDS = st.lists(st.sampled_from("abc"), max_size=7)


@pytest.mark.parametrize(
    ("transcript", "heard", "head", "gap", "tail", "extra"),
    [
        ("a b c d", "a b c d", 0, 0, 0, 0),
        ("a b c d", "a b", 0, 0, 2, 0),
        ("a b c d", "c d", 2, 0, 0, 0),
        ("a b c d", "a d", 0, 2, 0, 0),
        ("a b c d", "a x y", 0, 0, 1, 0),
        ("a b", "a b x y z", 0, 0, 0, 3),
        ("a b", "x y a z b", 0, 0, 0, 2),
        ("a b c", "", 3, 0, 0, 0),
        ("", "x y", 0, 0, 0, 2),
        ("", "", 0, 0, 0, 0),
        ("a b a", "a", 0, 0, 2, 0),
        ("x a b x", "x", 0, 0, 3, 0),
        ("a b c d e f", "a c d f", 0, 1, 0, 0),
        ("b c a d", "x x a d", 0, 0, 0, 0),
    ],
)
def test_where_words_are_missing(transcript: str, heard: str, head: int, gap: int, tail: int, extra: int) -> None:
    fit = fitted(transcript.split(), heard.split(), whole=True)
    assert (fit.head, fit.gap, fit.tail, fit.extra) == (head, gap, tail, extra)


@given(WORDS, WORDS)
@settings(max_examples=150)
def test_a_whole_answer_has_as_few_errors_as_there_can_be(transcript: list[str], heard: list[str]) -> None:
    fit = fitted(transcript, heard, whole=True)
    counts = align(transcript, heard)[0]
    assert (fit.counts.errors, fit.counts.hits + fit.counts.substitutions + fit.counts.deletions) == (
        counts.errors,
        len(transcript),
    )
    assert [word for _, wanted, _ in fit.alignment for word in wanted] == transcript
    assert [word for _, _, got in fit.alignment for word in got] == heard
    assert fit.tail >= 0 if fit.head == len(transcript) else fit.tail >= align_tail(transcript, heard)


def align_tail(transcript: list[str], heard: list[str]) -> int:
    """What a plain alignment with as few errors leaves at the end."""
    last = align(transcript, heard)[1][-1:]
    return len(last[0][1]) if last and last[0][0] == "delete" else 0


@given(WORDS, WORDS)
@settings(max_examples=150)
def test_a_broken_off_answer_is_compared_as_far_as_fits_best(transcript: list[str], heard: list[str]) -> None:
    fit = fitted(transcript, heard, whole=False)
    ends = [(length, len(heard)) for length in range(len(transcript) + 1)]
    ends += [(len(transcript), length) for length in range(len(heard) + 1)]
    errors = {end: align(transcript[: end[0]], heard[: end[1]])[0].errors for end in ends}
    fewest = min(errors.values())
    assert fit.counts.errors == fewest
    compared = len(fit.reference) + len(fit.hypothesis)
    assert compared == max(sum(end) for end, count in errors.items() if count == fewest)
    assert [*fit.reference, *fit.not_reached] == transcript
    assert [*fit.hypothesis, *fit.not_written] == heard
    assert not (fit.not_reached and fit.not_written)


def test_characters_count_the_spaces_between_words() -> None:
    counts = fitted(["red", "ball"], ["red"], whole=True).characters()
    assert (counts.hits, counts.deletions, counts.substitutions, counts.insertions) == (3, 5, 0, 0)


def test_the_share_that_was_heard() -> None:
    assert fitted(["a", "b", "c", "d"], ["a", "x", "c"], whole=True).share_heard == 0.5
