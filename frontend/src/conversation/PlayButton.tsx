import type { Clip } from "../data/summary";
import { stretch, type Callbacks } from "./callbacks";

interface PlayProps extends Callbacks {
  clip: Clip;
  lane: "user" | "model";
}

/** Plays a part of a lane; without a player it is a link to the file. */
export function PlayButton({ clip, lane, onPlay }: PlayProps) {
  const part = stretch(clip);
  const words = `${clip.label}, ${clip.seconds}`;
  if (!onPlay || !part) {
    return <a class={`play ${lane}`} href={clip.url} aria-label={words} title={words}>{clip.seconds}</a>;
  }
  return (
    <button type="button" class={`play ${lane}`} aria-label={words.startsWith("Play ") ? words : `Play ${words}`} title={words} onClick={() => onPlay(lane, ...part)}>
      {clip.seconds}
    </button>
  );
}
