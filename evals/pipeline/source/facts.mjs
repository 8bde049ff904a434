// What the site makes of an answer: formulas, links, raw HTML, tables, lists, code, headings, text, each with its place.
import { defaultUrlTransform } from "react-markdown";
import remarkParse from "remark-parse";
import { unified } from "unified";
import { pointsOf } from "./points.mjs";

const DISPLAY_END = /\n[ \t>]*\${2,}[ \t]*$/;
const FENCE = /^(`{3,}|~{3,})/;

/**
 * A function from an answer to its facts. Each fact begins with its place: start and end, in code points of the text.
 * What the site does not show, a footnote that nothing refers to, is not among them.
 *
 * @param {Array} remarkPlugins the site's
 * @param {(tex: string, display: boolean) => string} texError why KaTeX cannot show a formula, "" where it can
 */
export function factsOf(remarkPlugins, texError) {
  const processor = unified().use(remarkParse).use(remarkPlugins).freeze();
  return (markdown) => {
    const tree = processor.runSync(processor.parse(markdown));
    const found = { maths: [], links: [], html: [], tables: [], lists: [], code: [], headings: [], text: [] };
    const visitors = visitorsOf(markdown, found, texError);
    shown(tree, (node, place) => void visitors[node.type]?.(node, place));
    return found;
  };
}

function visitorsOf(markdown, found, texError) {
  const point = pointsOf(markdown);
  const points = (place) => [point(place.start.offset), point(place.end.offset)];
  const source = (place) => markdown.slice(place.start.offset, place.end.offset);
  const maths = (value, place, display, closed) =>
    found.maths.push([...points(place), value, display, closed, texError(value, display)]);
  const link = (node, place) => found.links.push([...points(place), node.url, defaultUrlTransform(node.url)]);
  return {
    math: (node, place) => maths(node.value, place, true, DISPLAY_END.test(source(place))),
    inlineMath: (node, place) => maths(node.value, place, false, true),
    link,
    image: link,
    definition: link,
    html: (node, place) => found.html.push([...points(place), node.value]),
    table(node, place) {
      const widest = Math.max(...node.children.map((row) => row.children.length));
      found.tables.push([...points(place), node.children.length, node.align.length, widest]);
    },
    list: (node, place) =>
      found.lists.push([...points(place), node.ordered ? (node.start ?? 1) : -1, node.children.length]),
    code(node, place) {
      const text = source(place);
      const fence = FENCE.exec(text)?.[1] ?? "";
      const closed = !fence || isClosed(text, fence);
      found.code.push([...points(place), node.value, true, node.lang ?? "", fence !== "", closed]);
      // rehype-katex sets a block of code that calls itself math as a display formula.
      if (node.lang === "math") maths(node.value, place, true, closed);
    },
    inlineCode: (node, place) => found.code.push([...points(place), node.value, false, "", false, true]),
    heading: (node, place) => found.headings.push([...points(place), node.depth]),
    text: (node, place) => node.position && found.text.push(...points(place)),
  };
}

/** Whether the last line of a block of code is the end of its fence. */
function isClosed(text, fence) {
  const last = text.slice(text.lastIndexOf("\n") + 1).replace(/^[ \t>]+/, "").trimEnd();
  return text.includes("\n") && last.length >= fence.length && last === fence[0].repeat(last.length);
}

/** Calls back for all nodes that are shown, with their places; what has none stands where its parent does. */
function shown(tree, visit) {
  const notes = new Map();
  walk(tree, tree.position, (node) => {
    if (node.type === "footnoteDefinition" && !notes.has(node.identifier)) notes.set(node.identifier, node);
  });
  const roots = [tree];
  for (const root of roots) {
    walk(root, root.position, (node, place) => {
      if (node.type === "footnoteDefinition" && node !== root) return false;
      if (node.type === "footnoteReference" && notes.has(node.identifier)) {
        roots.push(notes.get(node.identifier)); // which the loop comes to
        notes.delete(node.identifier);
      }
      return visit(node, place);
    });
  }
}

/** Calls back for a node and all below it, in order, without recursion; nothing below one that gives `false`. */
function walk(root, above, visit) {
  const left = [[root, above]];
  while (left.length) {
    const [node, outer] = left.pop();
    const place = node.position ?? outer;
    if (visit(node, place) === false) continue;
    for (let index = (node.children ?? []).length - 1; index >= 0; index -= 1) left.push([node.children[index], place]);
  }
}
