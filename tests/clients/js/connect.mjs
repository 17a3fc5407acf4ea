// Connects as the test says, waits until the session is set up, and closes; says what the server confirmed.
import { GoogleGenAI } from "@google/genai";

const { options, model } = JSON.parse(process.argv[2]);

const session = await new GoogleGenAI(options).live.connect({ model, callbacks: { onmessage: () => {} } });
session.close();
process.stdout.write(JSON.stringify(session.setupComplete));
