import assert from "node:assert/strict";
import { test } from "node:test";
import { bindKeys, bound, nameOf } from "./keys";

test("a key's name: the sign that is typed, or what stands on the key", () => {
  const names = [["?", true], [" ", false], ["ArrowLeft", true], ["G", true], ["g", false]] as const;
  assert.deepEqual(names.map(([key, shiftKey]) => nameOf({ key, shiftKey })), ["?", "Space", "Shift+ArrowLeft", "G", "g"]);
});

test("what was bound is in the help until it is let go", () => {
  const binding = { keys: ["j"], does: "next", run: () => undefined };
  const free = bindKeys("List", [binding]);
  const freeToo = bindKeys("Session", [binding]);
  assert.deepEqual(bound.value.map((each) => each.name), ["List", "Session"]);
  free();
  assert.deepEqual(bound.value.map((each) => each.name), ["Session"]);
  freeToo();
  assert.deepEqual(bound.value, []);
});
