import pytest

from evalkit.scenario.model import AudioInput, SayInput, ScorerSpec, SilenceInput, TextInput, Turn, UserInput


@pytest.mark.parametrize(
    ("user", "reference", "spoken"),
    [
        (TextInput("typed"), "typed", False),
        (SayInput("said"), "said", True),
        (AudioInput("a.wav", "heard"), "heard", True),
        (AudioInput("a.wav"), None, True),
        (SilenceInput(2), None, True),
    ],
)
def test_the_words_of_a_turn(user: UserInput, reference: str | None, spoken: bool) -> None:
    turn = Turn(0, user)
    assert (turn.reference, turn.spoken) == (reference, spoken)


def test_a_turn_that_expects_silence_says_so() -> None:
    assert Turn(0, SilenceInput(2)).expects_silence
    assert not Turn(0, TextInput("hm"), expect=(ScorerSpec("latency"),)).expects_silence
    assert Turn(0, TextInput("hm"), expect=(ScorerSpec("latency"), ScorerSpec("silence"))).expects_silence
    assert Turn(0, TextInput("hm"), expect=(ScorerSpec("silence", {"label": "either"}),)).expects_silence
    assert not Turn(0, TextInput("hm"), expect=(ScorerSpec("silence", {"label": "speak"}),)).expects_silence
    assert not Turn(0, SilenceInput(2), expect=(ScorerSpec("silence", {"label": "speak"}),)).expects_silence
