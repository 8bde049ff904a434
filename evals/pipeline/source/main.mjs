// What runs inside Python: the site's pipeline, and what the checks ask of it. Text goes in, JSON or HTML comes out.
import katex from "katex";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import ReactMarkdown from "react-markdown";
import rehypeKatex from "rehype-katex";
import remarkGfm from "remark-gfm";
import remarkMath from "remark-math";
import { factsOf } from "./facts.mjs";
import { rehypeMarks } from "./marks.mjs";

// The order of the site.
const remarkPlugins = [remarkMath, remarkGfm];
const collect = factsOf(remarkPlugins, texError);

/** The HTML of an answer as the site shows it. `marks` is JSON, [[start, end, name], ...] in code points. */
export function html(markdown, marks) {
  const spans = JSON.parse(marks);
  const rehypePlugins = spans.length ? [[rehypeMarks, { spans, markdown }], rehypeKatex] : [rehypeKatex];
  const element = createElement(ReactMarkdown, { children: markdown, remarkPlugins, rehypePlugins });
  return renderToStaticMarkup(element).toWellFormed(); // KaTeX quotes formulas cut through the middle of a character
}

/** What the site makes of an answer, as JSON; see facts.mjs. */
export function facts(markdown) {
  return JSON.stringify(collect(markdown));
}

/**
 * Why KaTeX cannot show a formula, "" where it can. All that rehype-katex does first but for writing the HTML down:
 * parsing alone lets through what only building finds.
 */
function texError(tex, displayMode) {
  try {
    katex.__renderToDomTree(tex, { displayMode, throwOnError: true });
    return "";
  } catch (error) {
    return String(error.message ?? error).toWellFormed();
  }
}
