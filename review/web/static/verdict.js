// Verdicts: one at a time, never twice, never lost; every one of them can be undone from the toast that tells of it.
import { ask, Unreachable, dialog, say, toast } from "./app.js";
import { showChange } from "./changed.js";
import { keys } from "./keys.js";

const draft = document.getElementById("draft");
const opened = Date.now();
let busy = false;

const words = { accept: "Accepted", reject: "Rejected", revise: "Sent back", undo: "Waits again", approve: "Approved" };

/** Give a verdict. The request has a name, so that asking again after a lost answer does nothing twice. */
async function give(kind, said = {}) {
  if (busy) return;
  busy = true;
  draft.setAttribute("aria-busy", "true");
  const body = { kind, ...said, read: draft.dataset.hash, request: crypto.randomUUID?.() ?? String(Math.random()).slice(2) };
  body.queue = JSON.parse(draft.dataset.queue);
  body.seconds = (Date.now() - opened) / 1000;
  if (kind === "undo") delete body.read;
  try {
    const done = await insisting(body);
    leave(kind, done);
  } catch (error) {
    if (kind === "accept" && !said.override && error.status === 409 && /--override/.test(error.hint ?? "")) {
      await override(error);
    } else if (error.changed) {
      if (await showChange(`${error.message}. Nothing was said of it.`, read())) location.reload();
    } else {
      const text = [error.message, error.hint].filter(Boolean).join(" ");
      toast(text, { kind: "error", seconds: 30, action: { label: "Load again", run: () => location.reload() } });
    }
  } finally {
    busy = false;
    draft.removeAttribute("aria-busy");
  }
}

/** The page's fields as they were read here. */
function read() {
  const fields = JSON.parse(document.getElementById("read")?.textContent ?? "{}");
  return { ...fields, answer: document.querySelector("#view-source pre").textContent };
}

/** Ask until there is an answer: an answer that got lost on the way says nothing of what became of the request. */
async function insisting(body) {
  let told = null;
  for (let wait = 500; ; wait = Math.min(wait * 2, 8000)) {
    try {
      const done = await ask(draft.dataset.verdict, body);
      told?.();
      return done;
    } catch (error) {
      if (!(error instanceof Unreachable)) {
        told?.();
        throw error;
      }
      told ??= toast("The server cannot be reached. Your verdict is sent again until it can.", { kind: "error", seconds: 0 });
      await new Promise((resolve) => { setTimeout(resolve, wait); });
    }
  }
}

function leave(kind, done) {
  const verb = words[done.verdict.kind] ?? kind;
  const note = done.note ? `: ${done.note}` : "";
  const undo = kind === "undo" ? null : { label: "Undo", path: draft.dataset.verdict, body: { kind: "undo" }, then: location.href };
  say(`${verb}${note}`, undo);
  if (kind === "undo" || kind === "approve") location.reload();
  else location.href = done.next ? `${draft.dataset.drafts}${done.next}${draft.dataset.query}` : draft.dataset.queueAddress;
}

async function override(error) {
  document.getElementById("override-what").textContent = error.message;
  document.getElementById("override-lines").textContent = error.context;
  const said = await dialog(document.getElementById("override"));
  busy = false;
  if (said) await give("accept", said);
}

async function withDialog(kind) {
  const said = await dialog(document.getElementById(kind));
  if (said) await give(kind, said);
}

const actions = {
  accept: () => give("accept"),
  reject: () => withDialog("reject"),
  revise: () => withDialog("revise"),
  undo: () => give("undo"),
};

for (const [name, run] of Object.entries(actions)) {
  const button = draft.querySelector(`button[data-action="${name}"]`);
  if (!button) continue;
  button.addEventListener("click", run);
  button.disabled = false;
}

keys({ isBusy: () => busy });
