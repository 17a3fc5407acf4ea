// Bundles the pages' scripts and styles into evalkit/reporters/html/static; `--check` only says whether they are current.
import { readFile, writeFile } from "node:fs/promises";
import { build } from "esbuild";

const target = new URL("../evalkit/reporters/html/static/", import.meta.url);
const check = process.argv.includes("--check");

// The pages are in English; uPlot writes numbers in the browser's language, and where that is `C` it does not load.
const inEnglish = {
  name: "in-english",
  setup({ onLoad }) {
    onLoad({ filter: /uPlot\.esm\.js$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      if (!source.includes("nav.language")) throw new Error("uPlot asks for the language elsewhere: see build.mjs");
      return { contents: source.replaceAll("nav.language", '"en-US"'), loader: "js" };
    });
  },
};

// One bundle for each kind of page: each carries only what it shows.
const result = await build({
  entryPoints: { run: "src/run.tsx", compare: "src/compare.tsx", index: "src/index.tsx" },
  absWorkingDir: new URL(".", import.meta.url).pathname,
  outdir: "out",
  write: false,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2022", "chrome109", "firefox115", "safari16.4"],
  jsx: "automatic",
  jsxImportSource: "preact",
  charset: "utf8",
  legalComments: "none",
  plugins: [inEnglish],
  banner: { js: '"use strict";' },
});

let stale = 0;
for (const file of result.outputFiles) {
  const name = file.path.split(/[\\/]/).at(-1);
  // The script stands inside a page: nothing in it may end its element.
  const text = file.text.replaceAll("</script", "<\\/script");
  const place = new URL(name, target);
  const now = await readFile(place, "utf8").catch(() => "");
  if (now === text) continue;
  stale += 1;
  if (check) console.error(`${name} is not what src/ makes: npm run build`);
  else await writeFile(place, text);
}
if (check && stale) process.exit(1);
