import { Modality } from "@google/genai";
import { open, report } from "./live.mjs";

const conversation = await open({
  responseModalities: [Modality.AUDIO],
  inputAudioTranscription: {},
  outputAudioTranscription: {},
});
conversation.say("Tell me the story of the three little pigs.");
await conversation.until((message) => message.serverContent?.modelTurn, "the answer to begin");
await conversation.speak();
await conversation.until((message) => message.serverContent?.interrupted, "interrupted");
await conversation.until((message) => message.serverContent?.modelTurn, "the new answer");
await conversation.untilTurnComplete();
await conversation.close();
report(conversation);
