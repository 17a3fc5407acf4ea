// What every program here shares: a client of the backend it is told, and conversations that keep what they receive.

import { readFileSync } from "node:fs";
import { GoogleGenAI } from "@google/genai";
import { OAuth2Client } from "google-auth-library";

const PATIENCE_MS = 10_000;
const CHUNK_BYTES = 3_200; // 100 ms of PCM16 at 16 kHz
const CHUNK_EVERY_MS = 10;

const task = JSON.parse(process.argv[2]); // {backend, base_url, model, speech}

export const getTemperature = {
  name: "get_temperature",
  parameters: { type: "OBJECT", properties: { location: { type: "STRING" } }, required: ["location"] },
};

function client() {
  const httpOptions = { baseUrl: task.base_url };
  if (task.backend === "dev") return new GoogleGenAI({ apiKey: "any-key", httpOptions });
  const authClient = new OAuth2Client();
  authClient.setCredentials({ access_token: "any-token" });
  const place = { project: "any-project", location: "us-central1" };
  return new GoogleGenAI({ vertexai: true, ...place, googleAuthOptions: { authClient }, httpOptions });
}

class Conversation {
  messages = [];
  closed = null;
  #looked = 0;
  #waiting = null;

  async open(config) {
    const callbacks = {
      onmessage: (message) => this.#note(() => this.messages.push(message)),
      onclose: ({ code, reason }) => this.#note(() => (this.closed = { code, reason })),
    };
    this.session = await client().live.connect({ model: task.model, config, callbacks });
    return this;
  }

  #note(change) {
    change();
    this.#waiting?.();
  }

  // Waits until a message not looked at before passes the test, or fails after a while.
  async until(test, what) {
    await this.#soon(what, () => {
      while (this.#looked < this.messages.length) if (test(this.messages[this.#looked++])) return true;
      return false;
    });
    return this.messages[this.#looked - 1];
  }

  lookAgain() {
    this.#looked = 0;
  }

  async untilClosed() {
    await this.#soon("the connection to be closed", () => this.closed !== null);
  }

  async #soon(what, arrived) {
    const limit = Date.now() + PATIENCE_MS;
    while (!arrived()) {
      if (this.closed) throw new Error(`closed with ${this.closed.code} ${this.closed.reason} while waiting for ${what}`);
      const left = limit - Date.now();
      if (left <= 0) throw new Error(`waited in vain for ${what}; received ${JSON.stringify(this.messages)}`);
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#waiting = () => (clearTimeout(timer), resolve());
      });
      this.#waiting = null;
    }
  }

  untilTurnComplete() {
    return this.until((message) => message.serverContent?.turnComplete, "turnComplete");
  }

  say(text) {
    this.session.sendClientContent({ turns: text });
  }

  // Streams the speech and the silence after it, ten times as fast as a microphone would.
  async speak() {
    const pcm = readFileSync(task.speech);
    for (let start = 0; start < pcm.length; start += CHUNK_BYTES) {
      const data = pcm.subarray(start, start + CHUNK_BYTES).toString("base64");
      this.session.sendRealtimeInput({ audio: { data, mimeType: "audio/pcm;rate=16000" } });
      await new Promise((resolve) => setTimeout(resolve, CHUNK_EVERY_MS));
    }
  }

  async close() {
    this.session.close();
    await this.untilClosed();
  }
}

export function open(config) {
  return new Conversation().open(config);
}

// Hands what the conversations received to the test.
export function report(...conversations) {
  const connections = conversations.map(({ messages, closed }) => ({ messages, closed }));
  process.stdout.write(JSON.stringify(connections));
}
