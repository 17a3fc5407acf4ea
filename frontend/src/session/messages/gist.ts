// What a raw line says in a few words, for the table: without the frame every line has, and with its payloads folded.
const LONGEST = 160;
const BASE64 = /^[A-Za-z0-9+/_-]{160,}={0,2}$/;
/** `@user[640:1280]`: bytes of a lane's audio, which the recording keeps in the lane's file. */
const RANGE = /^@(user|model)\[(\d+):(\d+)\]$/;

export function gist(line: string): string {
  let item: unknown;
  try {
    item = JSON.parse(line);
  } catch {
    return "not readable as JSON";
  }
  if (typeof item !== "object" || item === null) return short(String(item));
  const { sent, received, mark, close, ...rest } = item as Record<string, unknown>;
  if (sent !== undefined) return body(sent);
  if (received !== undefined) return body(received);
  if (typeof mark === "string") return short(`${mark} ${body(without(rest, ["t"]))}`);
  return body(close ?? rest);
}

/** A payload as it is told: `⟨user audio, 640 B, 20 ms⟩`, `⟨base64, 4,096 B⟩`; null of any other text. */
export function folded(text: string, rates: { user: number; model: number }): string | null {
  const range = RANGE.exec(text);
  if (range) {
    const bytes = Number(range[3]) - Number(range[2]);
    const rate = rates[range[1] as "user" | "model"];
    const ms = rate ? `, ${Number(((bytes / 2 / rate) * 1000).toFixed(1))} ms` : "";
    return `⟨${range[1]} audio, ${bytes.toLocaleString("en")} B${ms}⟩`;
  }
  return BASE64.test(text) ? `⟨base64, ${Math.floor((text.length * 3) / 4).toLocaleString("en")} B⟩` : null;
}

/** Strings and numbers in their order, with the names of what holds them as far as there is room. */
function body(value: unknown): string {
  const found: string[] = [];
  let size = 0;
  const walk = (each: unknown, name: string, depth: number): void => {
    if (size > LONGEST || depth > 8) return;
    if (typeof each === "object" && each !== null) {
      const entries = Array.isArray(each) ? each.map((one) => [name, one] as const) : Object.entries(each);
      if (!entries.length) found.push(name);
      for (const [key, one] of entries) walk(one, key, depth + 1);
      return;
    }
    const said = typeof each === "string" ? (folded(each, { user: 16000, model: 24000 }) ?? each.slice(0, LONGEST)) : String(each);
    found.push(name === "text" || name === "data" ? said : `${name}: ${said}`);
    size += said.length + name.length;
  };
  walk(value, "", 0);
  return short(found.join(" · "));
}

function short(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}

function without(item: Record<string, unknown>, names: string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).filter(([name]) => !names.includes(name)));
}
