import assert from "node:assert/strict";
import { test } from "node:test";
import { columnsOf } from "./columns";
import { exampleRun } from "./example";
import { quote } from "./lex";
import { nearest } from "./nearest";
import { parse, type Expression } from "./parse";
import { print } from "./print";

const { known } = columnsOf(exampleRun());

const SAME = [
  "hello", '"two words"', "s:failed", "s:failed,infra", 'tag:"two words"', "tag:two*", "ttfa>1500", "wer>=20%", "ttfa!=1.5s",
  "latency.first_audible_ms<900", "!s:passed", "hello s:failed ttfa>1", "hello | s:failed", "hello (s:failed | s:infra)",
  "!(s:failed | hello)", "!(hello world)", '"or"', '"NOT"', '"AND"', "and", '"a>b"', '"!x"', '"(x"', '"tag:x"', '"say \\"no\\" \\\\ yes"', "a-b", "x!",
];

for (const text of SAME) {
  test(`${text} reads as it prints`, () => {
    const { meaning, complaints } = parse(text, known);
    assert.deepEqual(complaints, []);
    assert.equal(print(meaning), text);
  });
}

test("whatever an expression is, it reads as itself from what it prints", () => {
  let seed = 7;
  const next = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
  const leaf = (): Expression =>
    [
      { kind: "text", text: ["hello", "or", "two words", 'a"b\\', "(x", "!y", "a>b", "é | ü"][next(8)]! },
      { kind: "field", field: "tag", values: [["tools"], ["two words", "nightly"], ["two*"]][next(3)]! },
      { kind: "number", name: "wer.input_wer", called: "wer", operator: ([">", "<=", "!="] as const)[next(3)]!, value: 0.2, said: "0.2" },
    ][next(3)] as Expression;
  const grown = (depth: number): Expression => {
    const kind = depth ? next(4) : 3;
    if (kind === 2) return { kind: "not", of: grown(depth - 1) };
    if (kind === 3) return leaf();
    return { kind: kind ? "any" : "all", of: [grown(depth - 1), grown(depth - 1)] };
  };
  for (let time = 0; time < 500; time += 1) {
    const expression = grown(3);
    assert.deepEqual(parse(print(expression), known), { meaning: expression, complaints: [] }, print(expression));
  }
});

const WRONG: [filter: string, at: number, end: number, words: string][] = [
  ["tfa>1", 0, 5, "no metric “tfa” (did you mean ttfa?); to look for the text write \"tfa>1\""],
  ["xyzzy>1", 0, 7, "no metric “xyzzy”; to look for the text write \"xyzzy>1\""],
  ["latency>1", 0, 9, "no metric “latency” (did you mean ttfa?); to look for the text write \"latency>1\""],
  ["hello > 5", 0, 9, "no metric “hello”; to look for the text write \"hello>5\""],
  ["-tga:tools", 0, 10, "no filter “-tga:”; to look for the text write \"-tga:tools\""],
  ["hello s:faild", 6, 13, "no status “faild” (did you mean failed?)"],
  ["tag:tool", 0, 8, "no tag “tool” (did you mean tools?)"],
  ["tag:zzz", 0, 7, "no tag “zzz”: it may be nightly, tools, two words"],
  ["from:live", 0, 9, "no origin “live”: it may be recorded, synthetic"],
  ["has:tfa", 0, 7, "no metric “tfa” (did you mean ttfa?)"],
  ["tga:tools", 0, 9, "no filter “tga:” (did you mean tag:?); to look for the text write \"tga:tools\""],
  ["tag:", 0, 4, "nothing behind “tag:”: it may be nightly, tools, two words"],
  ["ttfa>", 0, 5, "nothing to compare latency.first_audible_ms with: write a number, as 1500 or 1.5s"],
  ["ttfa>fast", 0, 9, "“fast” is no number: write one as 1500 or 1.5s"],
  ["ttfa>20%", 0, 8, "latency.first_audible_ms is measured in ms, not in “%”: write 1500 or 1.5s"],
  ["wer>2s", 0, 6, "wer.input_wer is a share or a count, not in “s”: write 0.2 or 20%"],
  ["wer>1.2.3", 0, 9, "“1.2.3” is no number: write one as 0.2 or 20%"],
  ["hello !", 6, 7, "nothing behind “!”"],
  ["(hello", 0, 1, "a bracket that is not closed"],
  ['"hello', 0, 6, "a quotation mark that is not closed"],
  ["hello |", 6, 7, "nothing to choose from beside “or”"],
  ["| hello", 0, 1, "nothing to choose from beside “or”"],
];

for (const [filter, at, end, words] of WRONG) {
  test(`wrong: ${filter}`, () => assert.deepEqual(parse(filter, known).complaints, [{ at, end, words }]));
}

test("what is wrong is left out, and the rest holds", () => {
  assert.equal(print(parse("s:failed ttfa> hello", known).meaning), "s:failed hello");
  assert.equal(print(parse("s:failed | ttfa>", known).meaning), "s:failed");
  assert.equal(print(parse("!ttfa> hello", known).meaning), "hello");
  assert.equal(parse("ttfa>", known).meaning, null);
});

test("no text whatever is too much for it", () => {
  const signs = ["a", "s", ":", ">", "=", "!", "(", ")", "|", '"', "\\", " ", ",", "*", "%", "1", "or", "ttfa", "\ud800", "<script>"];
  let seed = 3;
  const next = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
  for (let time = 0; time < 3000; time += 1) {
    const text = Array.from({ length: next(12) }, () => signs[next(signs.length)]).join("");
    const { meaning, complaints } = parse(text, known);
    for (const each of complaints) assert.ok(0 <= each.at && each.at <= each.end && each.end <= text.length, text);
    assert.deepEqual(parse(print(meaning), known), { meaning, complaints: [] }, text);
  }
});

test("quotes only what would be read as something else", () => {
  assert.deepEqual(["a-b", "or", "a b", "", "!a", "a!", "a\\"].map(quote), ["a-b", '"or"', '"a b"', '""', '"!a"', "a!", '"a\\\\"']);
});

test("the nearest word, if any is near", () => {
  const words = ["failed", "flaky", "passed", "latency.turn_ms"];
  assert.equal(nearest("faield", words), "failed");
  assert.equal(nearest("turn_m", words), "latency.turn_ms");
  assert.equal(nearest("elephant", words), undefined);
});

test("names that every object has are no fields", () => {
  for (const name of ["constructor", "toString", "__proto__", "hasOwnProperty"]) {
    const { meaning, complaints } = parse(`!${name}:x hello`, known);
    assert.equal(print(meaning), "hello", name);
    assert.equal(complaints.length, 1, name);
  }
});

test("an address of a stranger cannot nest too deeply", () => {
  for (const sign of ["(", "!", "!("]) {
    const { meaning, complaints } = parse(`s:failed ${sign.repeat(20000)}`, known);
    assert.equal(print(meaning), "s:failed", sign);
    assert.ok(complaints.some((each) => each.words.startsWith("more than 100 brackets")), sign);
    assert.ok(complaints.length <= 102);
  }
});
