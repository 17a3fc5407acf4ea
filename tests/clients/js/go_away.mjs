import { Modality } from "@google/genai";
import { open, report } from "./live.mjs";

const conversation = await open({ responseModalities: [Modality.TEXT] });
conversation.say("Good night.");
await conversation.until((message) => message.goAway, "goAway");
await conversation.untilClosed();
report(conversation);
