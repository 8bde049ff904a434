// Puts <mark data-finding="name"> around what findings are about. Comes before KaTeX, which knows no places.
import { offsetsOf } from "./points.mjs";

/** A rehype plugin. `spans` are [start, end, name] in code points of `markdown`; where two overlap, the first wins. */
export function rehypeMarks({ spans, markdown }) {
  const offset = offsetsOf(markdown);
  const wanted = spans.map(([start, end, name]) => ({ start: offset(start), end: offset(end), name }));
  wanted.sort((one, other) => one.start - other.start);
  return (tree) => {
    tree.children = marked(tree, wanted);
  };
}

function marked(parent, wanted) {
  return parent.children.flatMap((node) => {
    const [start, end] = [node.position?.start.offset, node.position?.end.offset];
    if (start === undefined || end === undefined) return [node];
    const touching = wanted.filter((span) => span.start < end && span.end > start);
    if (!touching.length) return [node];
    if (node.type === "text") return split(node, start, end, touching);
    if (node.type !== "element") return [node];
    if (isAtom(node)) return [mark(touching[0].name, [node], inBlock(node))];
    node.children = marked(node, touching);
    return [node];
  });
}

/** What is marked as a whole: formulas and code carry no places inside. */
function isAtom(node) {
  return node.tagName === "code" || node.tagName === "pre" || node.tagName === "img" || node.tagName === "input";
}

function inBlock(node) {
  return node.tagName === "pre";
}

function mark(name, children, block = false) {
  const properties = { dataFinding: name, ...(block ? { className: ["block"] } : {}) };
  return { type: "element", tagName: "mark", properties, children };
}

/** A text node in pieces. One whose source is longer than it (escapes, entities) is marked as a whole. */
function split(node, start, end, spans) {
  if (end - start !== node.value.length) return [mark(spans[0].name, [node])];
  const pieces = [];
  let at = start;
  for (const span of spans) {
    const [from, to] = [Math.max(span.start, at), Math.min(span.end, end)];
    if (from >= to) continue;
    if (from > at) pieces.push({ type: "text", value: node.value.slice(at - start, from - start) });
    pieces.push(mark(span.name, [{ type: "text", value: node.value.slice(from - start, to - start) }]));
    at = to;
  }
  if (at < end) pieces.push({ type: "text", value: node.value.slice(at - start) });
  return pieces;
}
