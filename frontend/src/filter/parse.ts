// The filter language: words, `s:failed`, `tag:tools`, `ttfa>1500`, `!` not, space and, `|` or, brackets.
import { lex, type Token } from "./lex";
import { fieldOf, fieldTerm, isKnown, numberTerm, OPERATORS, type Complaint, type Operator, type Term } from "./term";
import type { Vocabulary } from "./words";

export type Expression =
  | { kind: "all"; of: Expression[] }
  | { kind: "any"; of: Expression[] }
  | { kind: "not"; of: Expression }
  | Term;

export interface Filter {
  /** What could be understood; a part that could not is left out of it. Null lets everything through. */
  meaning: Expression | null;
  complaints: Complaint[];
}

export function parse(text: string, known: Vocabulary): Filter {
  const reader = new Reader(lex(text), known, text.length);
  return { meaning: reader.any(), complaints: reader.complaints };
}

/** Nobody writes so many; an address of a stranger might, and each takes room on the stack. */
const DEEPEST = 100;

class Reader {
  readonly complaints: Complaint[] = [];
  private next = 0;
  private depth = 0;
  private nested = 0;

  constructor(
    private readonly tokens: Token[],
    private readonly known: Vocabulary,
    private readonly length: number,
  ) {}

  any(): Expression | null {
    const of: Expression[] = [];
    let asked = false;
    for (;;) {
      const before = this.peek;
      const each = this.all();
      if (each) of.push(each);
      // Nothing at all beside an "or" is a slip; a part that was understood wrongly has had its complaint already.
      const or = this.peek?.kind === "or" ? this.peek : undefined;
      if (before === this.peek && (or || asked)) this.complain(or ?? this.last, "nothing to choose from beside “or”");
      if (!or) return joined("any", of);
      asked = true;
      this.next += 1;
    }
  }

  private all(): Expression | null {
    const of: Expression[] = [];
    for (let token = this.peek; token && token.kind !== "or"; token = this.peek) {
      if (token.kind === "close" && this.depth > 0) break;
      const each = this.one(token);
      if (each) of.push(each);
    }
    return joined("all", of);
  }

  private one(token: Token): Expression | null {
    if (this.nested === DEEPEST) {
      this.complain({ at: token.at, end: this.length }, `more than ${DEEPEST} brackets and “!” in each other`);
      this.next = this.tokens.length;
      return null;
    }
    this.nested += 1;
    const found = this.part(token);
    this.nested -= 1;
    return found;
  }

  private part(token: Token): Expression | null {
    this.next += 1;
    if (token.kind === "not") return this.negated(token);
    if (token.kind === "open") return this.bracket(token);
    if (token.kind === "quoted") return this.quoted(token);
    if (token.kind === "term") return this.term(token.text, token);
    return null;
  }

  private negated(not: Token): Expression | null {
    const token = this.peek;
    if (!token || token.kind === "or" || token.kind === "close") {
      this.complain(not, "nothing behind “!”");
      return null;
    }
    const of = this.one(token);
    return of && { kind: "not", of };
  }

  private bracket(open: Token): Expression | null {
    this.depth += 1;
    const found = this.any();
    this.depth -= 1;
    if (this.peek?.kind === "close") this.next += 1;
    else this.complain(open, "a bracket that is not closed");
    return found;
  }

  private quoted(token: Extract<Token, { kind: "quoted" }>): Expression | null {
    if (!token.closed) this.complain(token, "a quotation mark that is not closed");
    return token.text ? { kind: "text", text: token.text } : null;
  }

  private term(text: string, place: { at: number; end: number }): Expression | null {
    const sign = /^([^"<>=!:]*)(:|[<>]=?|!?==?)(.*)$/s.exec(text);
    if (!sign) return { kind: "text", text: text.replaceAll('"', "") };
    const [, name = "", operator = ":", value = ""] = sign;
    const found = this.compared(name, OPERATORS[operator] ?? ":", value);
    if (typeof found !== "string") return found;
    this.complain(place, found);
    return null;
  }

  /** What other tools have taught people to write is taken as well: `-tag:tools`, `s=failed`, `s!=passed`. */
  private compared(name: string, operator: Operator | ":", value: string): Expression | string {
    const behind = name.startsWith("-") && isKnown(name.slice(1), this.known) ? name.slice(1) : undefined;
    if (behind !== undefined) return negative(this.compared(behind, operator, value));
    if (operator === ":") return fieldTerm(name, value, this.known);
    if (!fieldOf(name) || this.known.numbers.has(name.toLowerCase())) return numberTerm(name, operator, value, this.known);
    const found = fieldTerm(name, value, this.known);
    return operator === "!=" ? negative(found) : found;
  }

  private get peek(): Token | undefined {
    return this.tokens[this.next];
  }

  private get last(): { at: number; end: number } {
    return this.tokens.at(-1) ?? { at: 0, end: this.length };
  }

  private complain(place: { at: number; end: number }, words: string): void {
    this.complaints.push({ at: place.at, end: place.end, words });
  }
}

/** The words that are looked for as they stand. */
export function textsOf(expression: Expression | null): string[] {
  if (!expression) return [];
  if (expression.kind === "text") return [expression.text];
  if (expression.kind === "all" || expression.kind === "any") return expression.of.flatMap(textsOf);
  return [];
}

function negative(of: Expression | string): Expression | string {
  return typeof of === "string" ? of : { kind: "not", of };
}

function joined(kind: "all" | "any", of: Expression[]): Expression | null {
  return of.length > 1 ? { kind, of } : (of[0] ?? null);
}
