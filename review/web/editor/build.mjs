// Builds editor.js and editor-LICENSES.txt beside the folder this is in. `make bundle` runs it on a copy.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "static", "vendor");

const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: ["main.mjs"],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  charset: "utf8",
  metafile: true,
  outfile: join(out, "editor.js"),
});

const packages = new Set(
  Object.keys(metafile.inputs)
    .filter((path) => path.startsWith("node_modules/"))
    .map((path) => path.split("/").slice(0, path.startsWith("node_modules/@") ? 3 : 2).join("/")),
);
writeFileSync(join(out, "editor-LICENSES.txt"), [...packages].sort().map(licence).join("\n\n"));

function licence(path) {
  const about = JSON.parse(readFileSync(join(here, path, "package.json"), "utf8"));
  const file = readdirSync(join(here, path)).find((name) => /^licen[cs]e/i.test(name));
  const text = file ? readFileSync(join(here, path, file), "utf8").trim() : `Licence: ${about.license}`;
  return `=== ${about.name} ${about.version} (${about.license}) ===\n\n${text}\n`;
}
