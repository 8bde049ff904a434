// Editing: the page beside the text, findings as one types, and words that survive a closed tab.
import { Unreachable, ask, say, toast } from "./app.js";
import { showChange } from "./changed.js";
import { keys } from "./keys.js";
import { createEditor } from "./vendor/editor.js";

const place = document.getElementById("edit");
const fields = JSON.parse(document.getElementById("fields").textContent);
const [CHECK_AFTER, KEEP_AFTER] = [180, 700]; // milliseconds without a stroke
let base = place.dataset.hash;
let [checking, keeping, asked, turns] = [0, 0, 0, 0];

const description = document.getElementById("description");
const keywords = document.getElementById("keywords");
const editor = createEditor(document.getElementById("editor"), fields.answer, "Answer, in Markdown", changed);
description.value = fields.description;
keywords.value = fields.keywords;

const values = () => ({ answer: editor.text(), description: description.value, keywords: keywords.value });

/** What is said of this tab's words, in its turn: one that comes late does not undo what was said after it. */
const inTurn = (said) => ({ ...said, base, tab: place.dataset.tab, turn: ++turns });
const unsaved = () => inTurn({ text: JSON.stringify(values()) });

function changed() {
  place.dataset.unsaved = "";
  clearTimeout(checking);
  clearTimeout(keeping);
  checking = setTimeout(check, CHECK_AFTER);
  keeping = setTimeout(keep, KEEP_AFTER);
}

for (const field of [description, keywords]) field.addEventListener("input", changed);

async function check() {
  const turn = ++asked;
  try {
    const said = await ask(place.dataset.check, values());
    if (turn === asked) show(said);
  } catch (error) {
    if (turn === asked) status(error instanceof Unreachable ? "Offline: what you write is not checked." : error.message);
  }
}

async function keep() {
  try {
    await ask(place.dataset.keep, unsaved());
    status("Kept, not saved");
  } catch {
    status("Not kept: the server cannot be reached. Do not close this tab.");
  }
}

function show({ html, trouble, score, needs_person: needsPerson, why, tasks }) {
  const preview = document.getElementById("preview");
  if (trouble) preview.textContent = `This answer cannot be shown: ${trouble}.`;
  else preview.innerHTML = html; // the site's pipeline made it: raw HTML in it is text
  const shown = needsPerson ? "?" : score < 0 ? "–" : score.toFixed(2);
  document.getElementById("score").textContent = shown;
  document.getElementById("score").title = why;
  const text = editor.text();
  const at = new Map();
  const marks = [];
  const items = tasks.map((task) => {
    const words = task.evidence.replace(/…$/, "");
    const start = task.field === "answer" && words.trim() ? text.indexOf(words, at.get(words) ?? 0) : -1;
    if (start >= 0) {
      at.set(words, start + words.length);
      marks.push({ start, end: start + words.length, severity: task.severity, message: task.message });
    }
    return item(task, start, words);
  });
  document.getElementById("found").replaceChildren(...items);
  document.getElementById("number").textContent = `${tasks.length} ${tasks.length === 1 ? "finding" : "findings"}`;
  for (const mark of preview.querySelectorAll("mark[data-finding]")) {
    const task = tasks.find((each) => each.name === mark.dataset.finding);
    if (task) mark.classList.add(task.severity);
  }
  editor.mark(marks);
}

function item(task, start, words) {
  const row = document.createElement("li");
  row.className = `finding ${task.severity}`;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "what" });
  const tag = Object.assign(document.createElement("span"), { className: `tag ${task.severity}`, textContent: task.severity });
  button.append(tag, " ", ...ticked(task.message));
  button.addEventListener("click", () => {
    if (start >= 0) editor.go(start, start + words.length);
    else document.getElementById(task.field)?.focus();
  });
  row.append(button);
  if (task.suggestion) {
    const suggestion = Object.assign(document.createElement("p"), { className: "suggestion" });
    suggestion.append("→ ", ...ticked(task.suggestion));
    row.append(suggestion);
  }
  return row;
}

/** A message with what stands between backticks as code, as the draft's page has it. */
function ticked(text) {
  const parts = text.split("`");
  if (parts.length % 2 === 0) return [text]; // one of them has no other
  return parts.map((part, at) => (at % 2 ? Object.assign(document.createElement("code"), { textContent: part }) : part));
}

function status(text) {
  document.getElementById("kept").textContent = text;
}

async function save() {
  const button = document.getElementById("save");
  button.disabled = true;
  clearTimeout(keeping);
  try {
    const done = await ask(place.dataset.save, inTurn(values()));
    delete place.dataset.unsaved;
    say("Saved, and checked again");
    location.href = done.address + place.dataset.query;
  } catch (error) {
    button.disabled = false;
    if (!error.changed) toast([error.message, error.hint].filter(Boolean).join(" "), { kind: "error", seconds: 0 });
    else if (await showChange(`${error.message}. What is struck out are your words, what is underlined stands there now.`, values())) open(place.dataset.draft);
  }
}

document.getElementById("save").addEventListener("click", save);
document.getElementById("discard").addEventListener("click", async () => {
  clearTimeout(keeping);
  await ask(place.dataset.keep, inTurn({ text: "" })).catch(() => {});
  delete place.dataset.unsaved;
  location.href = place.dataset.draft + place.dataset.query;
});
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "s") {
    event.preventDefault();
    save();
  }
});
addEventListener("pagehide", () => {
  if ("unsaved" in place.dataset) ask(place.dataset.keep, unsaved(), { keepalive: true }).catch(() => {});
});
keys();
check();
