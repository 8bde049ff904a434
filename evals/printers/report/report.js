"use strict";
const [PATH, QUESTION, SUBJECT, SCORE, PERSON, IGNORED, FINDINGS] = [0, 1, 2, 3, 4, 5, 6];
const [CHECK, SEVERITY, LINE, COLUMN, MESSAGE, EVIDENCE, SUGGESTION] = [0, 1, 2, 3, 4, 5, 6];
const NAMES = ["", "note", "warning", "error"];
const STEP = 50;
const pages = JSON.parse(document.getElementById("data").textContent);
const end = JSON.parse(document.getElementById("end").textContent);
const by = (id) => document.getElementById(id);
const number = new Intl.NumberFormat("en");

function make(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children.filter((child) => child !== null));
  return node;
}

const plural = (count, noun) => `${number.format(count)} ${noun}${count === 1 ? "" : "s"}`;

/** Words with what stands between backticks as code. */
function ticks(text) {
  const parts = String(text).split("`");
  if (parts.length % 2 === 0) return [text];
  return parts.map((part, at) => (at % 2 ? make("code", { textContent: part }) : part));
}

// --- charts

function bar(tag, name, share, text, severity, choose) {
  const fill = make("i", { className: severity ? `s${severity}` : "" });
  fill.style.width = `${Math.max(share * 100, 0.5)}%`;
  const row = make(tag, { className: "bar" }, make("span", { className: "name", textContent: name, title: name }),
    make("span", {}, fill), make("span", { className: "number", textContent: text }));
  if (choose) Object.assign(row, { type: "button" }).addEventListener("click", choose);
  return row;
}

function charts() {
  const most = Math.max(1, ...end.counts.map(([, , count]) => count));
  const ordered = [...end.counts].sort((one, other) => other[1] - one[1] || other[2] - one[2]);
  by("by-check").append(...ordered.map(([check, severity, count]) =>
    bar("button", check, Math.sqrt(count / most), number.format(count), severity, () => { by("check").value = check; show(); })));
  by("by-subject").append(...[...end.subjects].sort((one, other) => one[2] - other[2]).map(([name, count, mean]) =>
    bar("button", `${name || "(none)"} (${count})`, mean, mean.toFixed(2), 0, () => { by("subject").value = name; show(); })));
  by("by-score").append(histogram(end.bins));
}

function histogram(bins) {
  const space = "http://www.w3.org/2000/svg";
  const [width, height, foot] = [300, 170, 18];
  const picture = document.createElementNS(space, "svg");
  picture.setAttribute("viewBox", `0 0 ${width} ${height + foot}`);
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", `Scores in ${bins.length} steps from 0 to 1: ${bins.join(", ")} pages`);
  const most = Math.max(1, ...bins);
  const step = width / bins.length;
  bins.forEach((count, at) => {
    const rect = document.createElementNS(space, "rect");
    const tall = (count / most) * (height - 14);
    for (const [name, value] of Object.entries({ x: at * step + 1, y: height - tall, width: step - 2, height: tall })) rect.setAttribute(name, value);
    const title = document.createElementNS(space, "title");
    title.textContent = `${(at / bins.length).toFixed(2)} to ${((at + 1) / bins.length).toFixed(2)}: ${plural(count, "page")}`;
    rect.append(title);
    picture.append(rect);
  });
  for (const [x, words, anchor] of [[0, "0", "start"], [width / 2, "0.5", "middle"], [width, "1", "end"]]) {
    const text = document.createElementNS(space, "text");
    for (const [name, value] of Object.entries({ x, y: height + foot - 4, "text-anchor": anchor })) text.setAttribute(name, value);
    text.textContent = words;
    picture.append(text);
  }
  return picture;
}

// --- pages

const orders = {
  worst: (one, other) => (one[SCORE] ?? -1) - (other[SCORE] ?? -1),
  best: (one, other) => (other[SCORE] ?? -1) - (one[SCORE] ?? -1),
  path: (one, other) => (one[PATH] < other[PATH] ? -1 : 1),
  many: (one, other) => other[FINDINGS].length - one[FINDINGS].length,
};
let chosen = [];

function show() {
  const words = by("text").value.toLowerCase();
  const [subject, check, severity] = [by("subject").value, by("check").value, Number(by("severity").value)];
  const at = end.checks.findIndex(({ id }) => id === check);
  const hits = (finding) => (!check || finding[CHECK] === at) && (!severity || finding[SEVERITY] === severity);
  chosen = pages.filter((page) =>
    (!subject || page[SUBJECT] === subject)
    && (!words || page[QUESTION].toLowerCase().includes(words) || page[PATH].toLowerCase().includes(words))
    && ((!check && !severity) || page[FINDINGS].some(hits)));
  chosen.sort(orders[by("order").value]);
  by("count").textContent = `${plural(chosen.length, "page")}`;
  by("pages").replaceChildren();
  tell(end.checks[at]);
  more();
}

function more() {
  const from = by("pages").childElementCount;
  by("pages").append(...chosen.slice(from, from + STEP).map(item));
  by("more").hidden = from + STEP >= chosen.length;
}

function item(page) {
  const counts = [3, 2, 1].map((severity) => [severity, page[FINDINGS].filter((finding) => finding[SEVERITY] === severity).length]);
  const tags = counts.filter(([, count]) => count).map(([severity, count]) => make("span", { className: `t${severity}`, textContent: plural(count, NAMES[severity]) }));
  const score = page[PERSON] ? "?" : page[SCORE] === null ? "–" : page[SCORE].toFixed(2);
  const name = make("span", {}, page[QUESTION] || page[PATH], make("br"), make("span", { className: "path", textContent: `${page[PATH]}${page[SUBJECT] ? ` · ${page[SUBJECT]}` : ""}` }));
  const details = make("details", {}, make("summary", {}, make("span", { className: "score", textContent: score }), name, make("span", { className: "tags" }, ...tags)));
  details.addEventListener("toggle", () => {
    if (details.open && details.childElementCount === 1) details.append(make("ul", { className: "findings" }, ...page[FINDINGS].map(finding)));
  });
  return make("li", {}, details);
}

function finding(said) {
  const place = said[LINE] ? ` ${said[LINE]}:${said[COLUMN]}` : "";
  const head = make("span", { className: `t${said[SEVERITY]}`, textContent: `${NAMES[said[SEVERITY]]} ` });
  return make("li", {}, head, make("code", { textContent: end.checks[said[CHECK]].id }), `${place}: `, ...ticks(said[MESSAGE]),
    said[EVIDENCE] ? make("blockquote", { textContent: said[EVIDENCE] }) : null, said[SUGGESTION] ? make("div", {}, "→ ", ...ticks(said[SUGGESTION])) : null);
}

function tell(check) {
  const place = by("about");
  place.hidden = !check?.title;
  if (place.hidden) return;
  const lines = [["", check.why], ["Bad: ", check.bad], ["Good: ", check.good], ["Source: ", check.source]];
  place.replaceChildren(make("strong", {}, `${check.id}: `, ...ticks(check.title)), ...lines.filter(([, words]) => words).map(([head, words]) => make("p", {}, head, ...ticks(words))));
}

const { totals } = end;
by("sum").textContent = [plural(totals.pages, "page"), plural(totals.error, "error"), plural(totals.warning, "warning"), plural(totals.note, "note"),
  totals.crashed ? `${plural(totals.crashed, "page")} that a person must look at` : "", totals.suppressed ? `${plural(totals.suppressed, "finding")} ignored by their pages` : "",
  `checks ${end.version}`].filter(Boolean).join(" · ");
for (const [name] of end.subjects) by("subject").append(make("option", { value: name, textContent: name || "(none)" }));
for (const { id } of [...end.checks].sort((one, other) => (one.id < other.id ? -1 : 1))) by("check").append(make("option", { value: id, textContent: id }));
for (const control of document.querySelectorAll("#filters input, #filters select")) control.addEventListener("input", show);
by("filters").addEventListener("submit", (event) => event.preventDefault());
by("more").addEventListener("click", more);
charts();
show();
