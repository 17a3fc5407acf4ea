"""Short names of the filter language: what a voice engineer types for a metric."""

from __future__ import annotations

from collections.abc import Collection, Mapping

__all__ = ["ALIASES", "aliases"]

ALIASES: Mapping[str, tuple[str, ...]] = {
    "ttfa": ("latency.first_audible_ms", "latency.first_audio_ms"),
    "ttfb": ("latency.first_event_ms",),
    "v2v": ("latency.voice_to_voice_ms",),
    "turn": ("latency.turn_ms",),
    "call": ("latency.first_tool_call_ms",),
    "tool_ttfa": ("latency.tool_turn_first_audible_ms", "latency.tool_turn_first_audio_ms"),
    "trip": ("delivery.round_trip_ms",),
    "wer": ("wer.input_wer",),
    "cer": ("wer.input_cer",),
    "out_wer": ("wer.output_wer", "recognition.audio_wer"),
    "out_cer": ("wer.output_cer", "recognition.audio_cer"),
    "terms": ("key_terms.input_key_term_recall",),
    "tools": ("tools.tools_ok",),
    "args": ("tools.argument_accuracy",),
    "silence": ("silence.kept_silent",),
    "spoke": ("silence.spoke_up",),
    "stop": ("interruption.stop_ms",),
    "yielded": ("interruption.yielded",),
    "overhang": ("interruption.overhang_ms",),
    "talk_over": ("interruption.talk_over_ms",),
    "underrun": ("delivery.underrun_ms", "delivery.underruns"),
    "jitter": ("delivery.jitter_ms",),
    "gap": ("delivery.max_gap_ms",),
    "rtf": ("delivery.real_time_factor",),
    "setup": ("delivery.setup_ms",),
    "reconnect": ("session.reconnect_ms",),
    "level": ("audio.active_level_dbfs",),
    "judge": ("judge.judge_score",),
    "cost": ("usage.cost_usd",),
    "tokens": ("usage.session_tokens",),
}
"""By short name the metrics it may stand for; `docs/report.md` has the same table."""


def aliases(metrics: Collection[str]) -> dict[str, str]:
    """Returns by short name the metric it stands for in a run: the first of its choices that was measured there."""
    found = {short: [name for name in names if name in metrics] for short, names in ALIASES.items()}
    return {short: names[0] for short, names in found.items() if names}
