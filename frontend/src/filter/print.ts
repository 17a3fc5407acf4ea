// An expression as text again: what is read from it is the same expression.
import { quote } from "./lex";
import type { Expression } from "./parse";

export function print(expression: Expression | null): string {
  if (!expression) return "";
  switch (expression.kind) {
    case "all":
      return expression.of.map((each) => inBrackets(each, each.kind === "any" || each.kind === "all")).join(" ");
    case "any":
      return expression.of.map((each) => inBrackets(each, each.kind === "any")).join(" | ");
    case "not":
      return `!${inBrackets(expression.of, expression.of.kind === "any" || expression.of.kind === "all")}`;
    case "text":
      return quote(expression.text);
    case "field":
      return `${expression.field}:${expression.values.map(value).join(",")}`;
    case "number":
      return `${expression.called}${expression.operator}${expression.said}`;
  }
}

function inBrackets(expression: Expression, needed: boolean): string {
  return needed ? `(${print(expression)})` : print(expression);
}

/** A star at the end stays outside: it stands for what may follow. */
function value(text: string): string {
  return text.endsWith("*") && quote(text.slice(0, -1)) === text.slice(0, -1) ? text : quote(text);
}
