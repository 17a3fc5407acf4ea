// The lanes of a session, in the order they stand: those with nothing to show are left out.
import type { SessionState } from "../session/state";
import { axisLane } from "./axis";
import { bufferLane } from "./buffer";
import { eventLane } from "./events";
import { frameLane } from "./frames";
import type { LaneDrawing } from "./lane";
import { modelLane } from "./model";
import { Peaks } from "./peaks";
import { rows } from "./rows";
import { rulerLane } from "./rulers";
import { transcriptLane } from "./transcripts";
import { userLane } from "./user";

export interface LanePeaks {
  user: Peaks | null;
  model: Peaks | null;
}

export function lanePeaks({ timeline }: SessionState): LanePeaks {
  return { user: timeline.user && new Peaks(timeline.user), model: timeline.model && new Peaks(timeline.model) };
}

export function allLanes(state: SessionState, peaks: LanePeaks, address: (file: string) => string): LaneDrawing[] {
  const { timeline, whole } = state;
  const events = rows(timeline.events, whole.to);
  const found = [
    axisLane(timeline, whole),
    rulerLane(timeline),
    timeline.user && peaks.user && userLane(timeline, timeline.user, peaks.user),
    timeline.model && peaks.model && modelLane(timeline, timeline.model, peaks.model, state.heard),
    timeline.buffer.t.length ? bufferLane(timeline) : null,
    transcriptLane(timeline),
    frameLane(timeline, address),
    ...events.map((row) => eventLane(timeline, events, row, state.event)),
  ];
  return found.filter((lane) => lane !== null);
}
