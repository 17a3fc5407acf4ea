// The raw messages, loaded a page at a time as they are looked at.
import { signal } from "@preact/signals";
import { part } from "../../data/parts";
import type { MessagePage, Messages } from "../../data/timeline";

export class RawPages {
  /** Grows with every page that arrives: what reads a line after reading this is shown anew. */
  readonly arrived = signal(0);
  readonly problem = signal("");
  private readonly pages = new Map<number, string[]>();
  private readonly asked = new Set<number>();

  constructor(
    private readonly messages: Messages,
    private readonly base: string,
  ) {}

  /** The line as it was recorded; undefined while its page is on the way. */
  line(message: number): string | undefined {
    this.arrived.value;
    const page = Math.floor(message / this.messages.page_size);
    const found = this.pages.get(page);
    if (!found) void this.load(page);
    return found?.[message % this.messages.page_size];
  }

  /** The line if it is here already; asks for nothing. */
  known(message: number): string | undefined {
    return this.pages.get(Math.floor(message / this.messages.page_size))?.[message % this.messages.page_size];
  }

  get all(): boolean {
    this.arrived.value;
    return this.pages.size >= this.messages.pages.length;
  }

  async loadAll(): Promise<void> {
    for (const page of this.messages.pages.keys()) await this.load(page);
  }

  private async load(page: number): Promise<void> {
    const name = this.messages.pages[page];
    if (name === undefined || this.asked.has(page)) return;
    this.asked.add(page);
    try {
      this.pages.set(page, await part<MessagePage>(this.base + name));
      this.arrived.value += 1;
    } catch (why) {
      this.problem.value = why instanceof Error ? why.message : String(why);
    }
  }
}
