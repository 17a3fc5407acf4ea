import { Modality } from "@google/genai";
import { open, report } from "./live.mjs";

const conversation = await open({
  responseModalities: [Modality.AUDIO],
  inputAudioTranscription: {},
  outputAudioTranscription: {},
});
await conversation.speak();
await conversation.untilTurnComplete();
await conversation.close();
report(conversation);
