"""What the metrics of `silence` are: one for each label that a turn may have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from evalkit.scorers.decision import Label
from evalkit.scorers.metric import Metric

__all__ = ["BY_LABEL", "METRICS"]

_SCORER = "silence"
_HEARD = (
    "Heard is an answer with one 10 ms frame of audio of at least -60 dBFS, or, where the setup asks for TEXT, one "
    "with text that is no thought; the level alone decides, and where the first 2 s of it have no voice (Silero) the "
    "score says so."
)
_BROKE = (
    "the connection closed, or the recording ends, before the model's turn or the session's wait for it was over and "
    "before anything was heard"
)
_NOT_BEFORE_NEXT = "censored when the user's next turn began before the model's turn or the wait was over"

_KEPT_SILENT: Final = Metric(
    scorer=_SCORER,
    name="kept_silent",
    formula=(
        "1 when nothing was heard and no act came until the model's turn was over, the session's wait for it was, or "
        "the user's next turn began, or, with `for_s`, for that many seconds from the end of the input (of a turn of "
        "silence: from its start); else 0. "
        f"{_HEARD} An act is a tool call, code written or run, or media that are no PCM. Of a session: 0 when any turn "
        "broke it."
    ),
    eligible="turns of label `silent`, which is that of a turn that says `silence` and no more; or a whole session",
    unscored=(
        f"{_BROKE}; censored when less than `for_s` was waited for, unless the model's turn was over; a session "
        "without a turn"
    ),
    source=(
        "true negatives of proactive audio, by the harness rule of reference §4.5: no audio frames with non-trivial "
        "level by turnComplete or timeout. Selectivity of τ-voice (S_VT, S_ND) wants 2.0 s of silence, "
        "this all of the wait"
    ),
    better="higher",
    version=2,
    changes={2: "code that the model writes or runs breaks a silence, as a tool call does"},
    yes_no=True,
)
_SPOKE_UP: Final = Metric(
    scorer=_SCORER,
    name="spoke_up",
    formula=f"1 when the model was heard, else 0; speech that came late counts. {_HEARD}",
    eligible=(
        "turns of label `speak`; and in a scenario with any turn that says `silence`, each turn that expects to "
        "hear an answer (words of a transcript, or a limit on the latency of audio)"
    ),
    unscored=f"{_BROKE}; {_NOT_BEFORE_NEXT}",
    source=(
        "recall of proactive audio, and answered or missed of OpenAI's duplex contract v2, whose 5 s deadline only "
        "marks speech as late here; R_R of τ-voice has no deadline (reference §4.5)"
    ),
    better="higher",
    yes_no=True,
)
_CHOSE_TO_SPEAK: Final = Metric(
    scorer=_SCORER,
    name="chose_to_speak",
    formula=f"1 when the model was heard, else 0; neither is wrong. {_HEARD}",
    eligible="turns of label `either`",
    unscored=f"{_BROKE}; {_NOT_BEFORE_NEXT}",
    source="evalkit's own: turns that no confusion table should count (reference §4.5)",
    yes_no=True,
)

BY_LABEL: Final[Mapping[Label, Metric]] = {"silent": _KEPT_SILENT, "speak": _SPOKE_UP, "either": _CHOSE_TO_SPEAK}
METRICS: Final = tuple(BY_LABEL.values())
