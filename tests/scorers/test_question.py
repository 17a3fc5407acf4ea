"""A question's key depends on all that decides the answer, and on nothing else."""

from dataclasses import replace

from evalkit.recording.annotation import Annotation
from evalkit.scorers.question import Heard, Question, answers_to
from tests.traces import a_trace, a_turn

A_QUESTION = Question("judgement", {"prompt": "Kind?"}, (Heard(b"\1\0\2\0", 24_000),), votes=3)


def a_vote(number: int, by: str = "m", key: str = A_QUESTION.key) -> Annotation:
    return Annotation(
        kind="judgement", key=key, vote=number, by=by, provenance="synthetic", asked=A_QUESTION.facts, answer={}
    )


def test_the_key_follows_the_question_and_the_audio() -> None:
    others = [
        replace(A_QUESTION, kind="recognition"),
        replace(A_QUESTION, asked={"prompt": "Kind!"}),
        replace(A_QUESTION, heard=()),
        replace(A_QUESTION, heard=(Heard(b"\1\0\3\0", 24_000),)),
        replace(A_QUESTION, heard=(Heard(b"\1\0\2\0", 16_000),)),
    ]
    assert len({each.key for each in (A_QUESTION, *others)}) == 6
    assert replace(A_QUESTION, votes=1).key == A_QUESTION.key
    assert replace(A_QUESTION, asked=dict(reversed([("prompt", "Kind?")]))).key == A_QUESTION.key


def test_the_audio_is_kept_as_facts_alone() -> None:
    (kept,) = A_QUESTION.facts["audio"]
    assert (kept["seconds"], kept["rate_hz"], len(kept["sha256"])) == (0.0, 24_000, 64)
    assert "audio" not in Question("judgement", {"prompt": "Kind?"}).facts


def test_of_one_vote_the_latest_answer_counts_and_no_more_than_are_wanted() -> None:
    kept = (a_vote(2, "old"), a_vote(1), a_vote(2, "new"), a_vote(4), a_vote(3, key="another"))
    trace = replace(a_trace(a_turn("a")), annotations=kept)
    assert [(each.vote, each.by) for each in answers_to(A_QUESTION, trace)] == [(1, "m"), (2, "new")]
