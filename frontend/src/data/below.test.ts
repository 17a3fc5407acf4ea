import assert from "node:assert/strict";
import { test } from "node:test";
import { isBelow } from "./below";

test("parts lie below the page, or below a folder above it", () => {
  for (const url of ["details/0000.js", "./attempts/a%20b/1/timeline.js", "../A/details/0000.js", "../../r.1/d.js", "...js"]) {
    assert.equal(isBelow(url), true, url);
  }
});

test("nothing else is a part", () => {
  const others = [
    "", "..", "/x.js", "//host/x.js", "\t/\t/host/x.js", "\n//host/x.js", "a/../../x.js", "a/./x.js", "a/%2e%2e/x.js",
    "a/%2E/x.js", "http://host/x.js", "javascript:x.js", "data:,x.js", "a//x.js", "x.js?y=.js", "x#.js", "..\\x.js", "x.json", "a b.js",
  ];
  for (const url of others) assert.equal(isBelow(url), false, JSON.stringify(url));
});
