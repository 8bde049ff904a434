// Puts <mark data-finding="name"> around what findings are about. Comes before KaTeX, which knows no places.
import { offsetsOf } from "./points.mjs";

/** A rehype plugin. `spans` are [start, end, name] in code points of `markdown`; where two overlap, the first wins. */
export function rehypeMarks({ spans, markdown }) {
  const offset = offsetsOf(markdown);
  const wanted = spans.map(([start, end, name]) => ({ start: offset(start), end: offset(end), name }));
  wanted.sort((one, other) => one.start - other.start);
  return (tree) => {
    tree.children = marked(tree, wanted, markdown);
  };
}

function marked(parent, wanted, markdown) {
  return parent.children.flatMap((node) => {
    const [start, end] = [node.position?.start.offset, node.position?.end.offset];
    if (start === undefined || end === undefined) return [node];
    const touching = wanted.filter((span) => span.start < end && span.end > start);
    if (!touching.length) return [node];
    if (node.type === "text") return split(node, markdown.slice(start, end), start, touching);
    if (node.type !== "element") return [node];
    if (isAtom(node)) return [mark(touching[0].name, [node], inBlock(node))];
    node.children = marked(node, touching, markdown);
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

/** A text node in pieces; whole where its words cannot be found in its source. */
function split(node, source, start, spans) {
  const places = placesOf(source, node.value);
  if (!places) return [mark(spans[0].name, [node])];
  const place = (offset) => places[Math.min(Math.max(offset - start, 0), source.length)];
  const pieces = [];
  let at = 0;
  for (const span of spans) {
    const [from, to] = [Math.max(place(span.start), at), place(span.end)];
    if (from >= to) continue;
    if (from > at) pieces.push({ type: "text", value: node.value.slice(at, from) });
    pieces.push(mark(span.name, [{ type: "text", value: node.value.slice(from, to) }]));
    at = to;
  }
  if (at < node.value.length) pieces.push({ type: "text", value: node.value.slice(at) });
  return pieces;
}

/** For each place of a source the one in its text: without backslashes and indentation. Null: there is more to it (entities). */
function placesOf(source, text) {
  const places = [];
  let at = 0;
  for (let i = 0; i < source.length; ) {
    const skipped = source[i] === text[at] ? 0 : skip(source, text, i, at);
    if (skipped < 0) return null;
    for (let k = 0; k < skipped; k += 1) places.push(at);
    i += skipped;
    if (i < source.length && source[i] === text[at]) {
      places.push(at);
      at += 1;
      i += 1;
    }
  }
  places.push(at);
  return at === text.length ? places : null;
}

/** How many characters of the source the text has not; -1 where that is not known. */
function skip(source, text, i, at) {
  if (source[i] === "\\" && source[i + 1] === text[at]) return 1;
  if (source[i] === " " || source[i] === "\t" || source[i] === "\r") return 1;
  return -1;
}
