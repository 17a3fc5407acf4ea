import { Modality } from "@google/genai";
import { getTemperature, open, report } from "./live.mjs";

const conversation = await open({
  responseModalities: [Modality.AUDIO],
  inputAudioTranscription: {},
  outputAudioTranscription: {},
  tools: [{ functionDeclarations: [getTemperature] }],
});
conversation.say("How warm is it in Paris?");
const { toolCall } = await conversation.until((message) => message.toolCall, "toolCall");
const functionResponses = toolCall.functionCalls.map(({ id, name }) => ({ id, name, response: { celsius: 17 } }));
conversation.session.sendToolResponse({ functionResponses });
await conversation.untilTurnComplete();
await conversation.close();
report(conversation);
