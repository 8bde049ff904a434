// Pages a second of yoastseo's content analysis, beside which bench/checks.py puts ours. It is GPL: never a part of this.
//
//   node bench/yoast.mjs FOLDER < PAGES     FOLDER is where `npm install yoastseo` was run; PAGES is JSON lines
//                                           {text (HTML), title, description, keyword, slug}
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const need = createRequire(join(resolve(process.argv[2]), "package.json"));
const { ContentAssessor, Paper, SeoAssessor } = (() => {
  const all = need("yoastseo");
  return { Paper: all.Paper, ContentAssessor: all.assessors?.ContentAssessor ?? all.ContentAssessor, SeoAssessor: all.assessors?.SEOAssessor ?? all.SeoAssessor };
})();
const Researcher = need("yoastseo/build/languageProcessing/languages/en/Researcher").default;

const pages = readFileSync(0, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
const began = performance.now();
let results = 0;
for (const { text, title, description, keyword, slug } of pages) {
  const paper = new Paper(text, { keyword, title, description, slug, titleWidth: 400, locale: "en_US" });
  const researcher = new Researcher(paper);
  for (const Assessor of [ContentAssessor, SeoAssessor]) {
    const assessor = new Assessor(researcher);
    assessor.assess(paper);
    results += assessor.getValidResults().length;
  }
}
const seconds = (performance.now() - began) / 1000;
process.stdout.write(JSON.stringify({ pages: pages.length, seconds, results }) + "\n");
