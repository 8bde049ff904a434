// A page: [path, question, subject, score, person, sum, findings, ignored]; subject and check are numbers in `figures`.
const [PATH, QUESTION, SUBJECT, SCORE, PERSON, SUM, FINDINGS, IGNORED] = [0, 1, 2, 3, 4, 5, 6, 7];
// A finding: [check, severity, field, line, column, message, evidence, suggestion, reason]
const [CHECK, SEVERITY, FIELD, LINE, COLUMN, MESSAGE, EVIDENCE, SUGGESTION, REASON] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const NAMES = ["", "note", "warning", "error"];
const SIGNS = ["", "●", "▲", "■"];

const severest = (page) => (page[PERSON] ? "person" : NAMES[Math.max(0, ...page[FINDINGS].map((each) => each[SEVERITY]))] || "clean");

function kindOf(kind) {
  if (kind === "none") return (page) => !page[FINDINGS].length && !page[PERSON];
  if (kind === "person") return (page) => page[PERSON];
  if (kind === "ignored") return (page) => page[IGNORED].length;
  return null;
}

/** Whether a finding is one that was asked for; null where none was. */
function asked(filter) {
  const check = filter.check === "" ? -1 : figures.checks.findIndex(({ id }) => id === filter.check);
  const severity = Number(filter.kind) || 0;
  if (filter.check === "" && !severity) return null;
  return (each) => (filter.check === "" || each[CHECK] === check) && (!severity || each[SEVERITY] === severity);
}

function holds(page, words) {
  const said = (each) => [each[MESSAGE], each[EVIDENCE], each[REASON]].join("\n").toLowerCase().includes(words);
  return `${page[QUESTION]}\n${page[PATH]}`.toLowerCase().includes(words) || page[FINDINGS].some(said) || page[IGNORED].some(said);
}

/** The pages that a filter lets through. */
function select(pages, filter) {
  const [kind, hit] = [kindOf(filter.kind), asked(filter)];
  const found = (page) => (filter.kind === "ignored" ? page[IGNORED] : page[FINDINGS]).some(hit);
  const words = filter.words.trim().toLowerCase();
  const [low, high] = [filter.low === "" ? -1 : Number(filter.low), filter.high === "" ? 2 : Number(filter.high)];
  const scored = filter.low !== "" || filter.high !== "";
  const within = (score) => score >= low && score <= high;
  return pages.filter((page) => (filter.subject === "" || page[SUBJECT] === Number(filter.subject))
    && (!scored || (page[SCORE] !== null && within(page[SCORE])))
    && (!filter.worst || severest(page) === filter.worst)
    && (!kind || kind(page)) && (!hit || found(page)) && (!words || holds(page, words)));
}

const text = (one, other) => (one < other ? -1 : Number(one > other));
const ORDERS = {
  worst: (one, other) => other[PERSON] - one[PERSON] || (one[SCORE] ?? 2) - (other[SCORE] ?? 2) || other[FINDINGS].length - one[FINDINGS].length,
  best: (one, other) => (other[SCORE] ?? -1) - (one[SCORE] ?? -1),
  many: (one, other) => other[FINDINGS].length - one[FINDINGS].length,
  path: (one, other) => text(one[PATH], other[PATH]),
  question: (one, other) => text(one[QUESTION], other[QUESTION]),
};

function pageItem(page, hit) {
  const counts = [3, 2, 1].map((severity) => [severity, page[FINDINGS].filter((each) => each[SEVERITY] === severity).length]);
  const tags = counts.filter(([, count]) => count).map(([severity, count]) => make("span", { className: NAMES[severity], title: plural(count, NAMES[severity]) },
    make("span", { className: "sign", textContent: SIGNS[severity] }), String(count)));
  const name = make("span", { className: "question" }, page[QUESTION] || page[PATH],
    make("span", { className: "path", textContent: [figures.subjects[page[SUBJECT]].name, page[QUESTION] ? page[PATH] : ""].filter(Boolean).join(" · ") }));
  const details = make("details", {}, make("summary", {}, scoreOf(page), name, make("span", { className: "tags" }, ...tags)));
  details.addEventListener("toggle", () => {
    if (details.open && details.childElementCount === 1) details.append(findingsOf(page, hit));
  });
  return make("li", {}, details);
}

function scoreOf(page) {
  const score = page[SCORE];
  const words = page[PERSON] ? "?" : score === null ? "–" : score.toFixed(2);
  const band = score === null ? "" : score < 0.5 ? "low" : score < 0.8 ? "middle" : "high";
  const title = page[PERSON] ? "needs a person" : score === null ? "not scored" : `score ${words}`;
  return drawn(make("span", { className: `score ${band}`, textContent: words, title }), { share: score ?? 0 });
}

function findingsOf(page, hit) {
  const list = make("ol", { className: "findings" }, ...page[FINDINGS].map((each) => finding(each, hit && hit(each))),
    ...page[IGNORED].map((each) => finding(each, hit && hit(each))));
  if (page[PERSON]) list.prepend(make("li", { textContent: "A check could not do its work on this page, or the page could not be read: somebody has to look." }));
  if (!page[FINDINGS].length && !page[IGNORED].length) list.append(make("li", { className: "soft", textContent: "No findings." }));
  if (page[SUM]) list.append(make("li", { className: "sum", textContent: `Score: ${page[SUM]}` }));
  return list;
}

function finding(each, wanted) {
  const { id, title } = figures.checks[each[CHECK]];
  const place = [each[FIELD], each[LINE] ? `line ${each[LINE]}, column ${each[COLUMN]}` : ""].filter(Boolean).join(", ");
  const severity = make("span", { className: `severity ${NAMES[each[SEVERITY]]}` },
    make("span", { className: "sign", textContent: SIGNS[each[SEVERITY]] }), each[REASON] === undefined ? NAMES[each[SEVERITY]] : `ignored ${NAMES[each[SEVERITY]]}`);
  const about = make("button", { type: "button", textContent: id, title: title || "" });
  const item = make("li", { className: wanted ? "asked" : "" },
    make("div", { className: "head" }, severity, about, make("span", { textContent: place })),
    make("div", {}, ...ticks(each[MESSAGE])),
    each[REASON] ? make("div", { className: "mend", textContent: `ignored: ${each[REASON]}` }) : null,
    each[EVIDENCE].trim() ? make("code", { className: "evidence", textContent: each[EVIDENCE] }) : null,
    each[SUGGESTION] ? make("span", { className: "mend" }, ...ticks(each[SUGGESTION])) : null);
  let meaning = null;
  about.setAttribute("aria-expanded", "false");
  about.onclick = () => {
    if (meaning) meaning = void meaning.remove();
    else item.append(meaning = make("div", { className: "meaning" }, ...explained(figures.checks[each[CHECK]])));
    about.setAttribute("aria-expanded", String(Boolean(meaning)));
  };
  return item;
}

/** What a check means, as the documentation has it. */
function explained({ id, title, why, bad, good, source }) {
  const rows = [["Bad", bad], ["Good", good], ["Source", source]].filter(([, words]) => words);
  return [make("h3", {}, make("code", { textContent: id }), ...(title ? [" ", ...ticks(title)] : [])),
    make("div", { className: "explained" }, ...(why || "").split("\n\n").map((words) => make("p", {}, ...ticks(words))),
      make("dl", {}, ...rows.flatMap(([head, words]) => [make("dt", { textContent: head }), make("dd", {}, ...ticks(words))])))];
}
