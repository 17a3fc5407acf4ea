import { Modality } from "@google/genai";
import { open, report } from "./live.mjs";

const conversation = await open({ responseModalities: [Modality.TEXT] });
conversation.say("Say yes twice.");
await conversation.untilTurnComplete();
await conversation.close();
report(conversation);
