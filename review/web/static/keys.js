// Keys. They rest while somebody types, a dialog is open, a button has the focus or a verdict is under way; none of them is
// Enter or Backspace; they can be changed and turned off (WCAG 2.1.4).
import { dialog } from "./app.js";

const USUAL = {
  accept: ["a", "Accept, and go to the next draft"],
  reject: ["x", "Reject"],
  revise: ["r", "Send back to the model"],
  skip: ["j", "Skip to the next draft"],
  previous: ["k", "Back to the previous draft"],
  edit: ["e", "Edit"],
  undo: ["u", "Take the last verdict back"],
  finding: ["f", "Go to the next finding"],
  confirm: ["c", "Confirm the finding: I looked, and the page is right"],
  dismiss: ["d", "Dismiss the finding, with a reason"],
  search: ["/", "Search the queue"],
  help: ["?", "This help"],
};
const STORE = "answerdesk-keys";

/** The keys as this person has set them: {name: key}, and `off`. */
function settings() {
  let kept = {};
  try {
    kept = JSON.parse(localStorage.getItem(STORE)) ?? {};
  } catch {
    // Somebody else's words: the usual keys hold.
  }
  const map = Object.fromEntries(Object.entries(USUAL).map(([name, [key]]) => [name, kept.map?.[name] ?? key]));
  return { map, off: kept.off === true };
}

/** Whether a key is meant for what has the focus. */
function rests(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return true;
  if (document.querySelector("dialog[open]")) return true;
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement; // the editor is in one
  if (at?.closest?.("dialog:not([open])")) return false; // it was closed, and the browser has not moved the focus yet
  return at?.closest?.("input, textarea, select, button, summary, a[href], [contenteditable], [role=tab]") != null;
}

/** Listen. `isBusy` says whether a verdict is under way. */
export function keys({ isBusy = () => false } = {}) {
  document.addEventListener("keydown", (event) => {
    const { map, off } = settings();
    if (event.key === map.help && !rests(event)) {
      event.preventDefault();
      help();
      return;
    }
    if (off || isBusy() || rests(event)) return;
    const name = Object.keys(map).find((each) => map[each] === event.key);
    if (!name) return;
    event.preventDefault();
    act(name);
  });
}

function act(name) {
  if (name === "search") {
    const field = document.getElementById("search");
    if (field && !field.checkVisibility()) document.getElementById("show-filters").click();
    if (field) field.focus();
    else location.href = document.documentElement.dataset.root;
    return;
  }
  if (name === "finding") {
    const all = [...document.querySelectorAll("[data-show]")];
    const at = all.findIndex((each) => each.closest(".finding").classList.contains("chosen"));
    all[(at + 1) % all.length]?.click();
    return;
  }
  if (name === "confirm" || name === "dismiss") {
    document.querySelector(`.finding.chosen [data-settle="${name}"]`)?.click();
    return;
  }
  if (name === "undo" && !document.querySelector('[data-action="undo"]')) {
    document.querySelector("#toasts .toast button")?.click();
    return;
  }
  document.querySelector(`[data-action="${name}"]`)?.click();
}

async function help() {
  const box = document.getElementById("help");
  const { map, off } = settings();
  const rows = Object.entries(USUAL).map(([name, [, meaning]]) => {
    const row = document.createElement("label");
    const field = Object.assign(document.createElement("input"), { name, defaultValue: map[name], maxLength: 1, size: 2, required: true });
    row.append(field, ` ${meaning}`);
    return row;
  });
  box.querySelector(".keys").replaceChildren(...rows);
  box.querySelector('[name="off"]').defaultChecked = off;
  const said = await dialog(box);
  if (!said) return;
  const changed = Object.fromEntries(Object.keys(USUAL).map((name) => [name, said[name]]));
  localStorage.setItem(STORE, JSON.stringify({ map: changed, off: said.off === "on" }));
}

document.getElementById("open-help")?.addEventListener("click", help);
