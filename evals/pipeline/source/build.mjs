// Builds pipeline.js, LICENSES.txt and KaTeX's style sheet with its fonts beside the folder this is in. `make bundle` runs
// it on a copy, so that no node_modules comes to stand in the package.
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..");

const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: ["main.mjs"],
  inject: ["shims.js"],
  bundle: true,
  minify: true,
  format: "iife",
  globalName: "pipeline",
  target: "es2022",
  conditions: ["worker"],
  mainFields: ["module", "main"],
  define: { "process.env.NODE_ENV": '"production"' },
  legalComments: "none",
  charset: "utf8",
  metafile: true,
  outfile: join(out, "pipeline.js"),
});

const packages = new Set(
  Object.keys(metafile.inputs)
    .filter((path) => path.includes("node_modules/"))
    .map((path) => path.slice(0, path.lastIndexOf("node_modules/")) + packagePath(path)),
);
writeFileSync(join(out, "LICENSES.txt"), [...packages].sort().map(licence).join("\n\n"));

// KaTeX's style sheet for the review page, with the one kind of font that all browsers take.
const dist = join(here, "node_modules/katex/dist");
const css = readFileSync(join(dist, "katex.min.css"), "utf8");
rmSync(join(out, "katex"), { recursive: true, force: true });
mkdirSync(join(out, "katex/fonts"), { recursive: true });
writeFileSync(join(out, "katex/katex.css"), css.replaceAll(/,url\([^)]*\.(?:woff|ttf)\) format\("[a-z]*"\)/g, ""));
for (const font of readdirSync(join(dist, "fonts")).filter((name) => name.endsWith(".woff2"))) {
  copyFileSync(join(dist, "fonts", font), join(out, "katex/fonts", font));
}

function packagePath(path) {
  const parts = path.slice(path.lastIndexOf("node_modules/")).split("/");
  return parts.slice(0, parts[1].startsWith("@") ? 3 : 2).join("/");
}

function licence(path) {
  const about = JSON.parse(readFileSync(join(here, path, "package.json"), "utf8"));
  const file = readdirSync(join(here, path)).sort().find((name) => /^licen[cs]e/i.test(name));
  const text = file ? readFileSync(join(here, path, file), "utf8").trim() : `Licence: ${about.license}`;
  return `=== ${about.name} ${about.version} (${about.license}) ===\n\n${text}\n`;
}
