import { Modality } from "@google/genai";
import { open, report } from "./live.mjs";

const offersHandle = ({ sessionResumptionUpdate: update }) => update?.resumable && update.newHandle;

const first = await open({ responseModalities: [Modality.TEXT], sessionResumption: {} });
first.say("Remember the number seven.");
await first.untilTurnComplete();
first.lookAgain(); // some servers offer a handle before the first turn, some after it
await first.until(offersHandle, "a handle");
await first.close();

const handle = first.messages.findLast(offersHandle).sessionResumptionUpdate.newHandle;
const second = await open({ responseModalities: [Modality.TEXT], sessionResumption: { handle } });
second.say("Which number was it?");
await second.untilTurnComplete();
await second.close();
report(first, second);
