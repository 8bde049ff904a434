// What every page needs: asking the server, telling people.

const root = document.documentElement;

/** An answer of the server that is a refusal: `message`, and `hint`, `context`, `where`, `status`, `changed`. */
export class Refusal extends Error {
  constructor(status, said) {
    super(said.error ?? `The server answered ${status}.`);
    Object.assign(this, { status, hint: said.hint ?? "", context: said.context ?? "", where: said.where ?? "", changed: Boolean(said.changed) });
  }
}

/** The server could not be reached: nothing is known of what became of the request. */
export class Unreachable extends Error {}

/** Ask the server: GET without `body`, POST with one. Gives its answer's JSON, or text as `html`; raises Refusal or Unreachable. */
export async function ask(path, body, { method = body === undefined ? "GET" : "POST", signal, keepalive, as = "json" } = {}) {
  const headers = { accept: "application/json", "x-csrf-token": root.dataset.csrf };
  if (body !== undefined) headers["content-type"] = "application/json";
  let answer;
  try {
    answer = await fetch(path, { method, headers, body: body && JSON.stringify(body), signal, keepalive });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Unreachable("The server cannot be reached.");
  }
  if (answer.ok && as === "html") return answer.text();
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refusal(answer.status, said);
  return said;
}

/** Tell people something for a while. `action` is a button: {label, run}. */
export function toast(text, { action, kind = "info", seconds = 8 } = {}) {
  const place = document.getElementById("toasts");
  const box = document.createElement("div");
  box.className = `toast ${kind}`;
  box.append(Object.assign(document.createElement("span"), { textContent: text }));
  const close = () => box.remove();
  if (action) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: action.label });
    button.addEventListener("click", () => { close(); action.run(); });
    box.append(button);
  }
  place.append(box);
  if (seconds) setTimeout(close, seconds * 1000);
  return close;
}

/** Enter does nothing by itself: it would press the form's first button. With Ctrl it presses the last one. */
function enter(event) {
  if (event.key !== "Enter") return;
  const buttons = event.currentTarget.querySelectorAll(".row:last-child button");
  if (event.ctrlKey || event.metaKey) event.currentTarget.requestSubmit(buttons[buttons.length - 1]);
  if (event.ctrlKey || event.metaKey || event.target.localName === "input") event.preventDefault();
}

/** Open a dialog with a form; what was filled in when it was confirmed, null when it was cancelled. */
export function dialog(box) {
  return new Promise((resolve) => {
    const form = box.querySelector("form");
    form.onkeydown = enter;
    form.reset();
    box.returnValue = "";
    box.addEventListener("close", () => {
      const confirmed = box.returnValue && box.returnValue !== "cancel";
      resolve(confirmed ? Object.fromEntries(new FormData(form)) : null);
    }, { once: true });
    box.showModal();
  });
}

/** Do something that asks the server, and tell people when it does not work. */
export async function attempt(deed) {
  try {
    await deed();
  } catch (error) {
    toast([error.message, error.hint].filter(Boolean).join(" "), { kind: "error", seconds: 20 });
  }
}

const SAID = "answerdesk-said";

/** Tell something on the page that comes next. `undo` is {label, path, body, then}: what its button asks the server. */
export function say(text, undo = null) {
  sessionStorage.setItem(SAID, JSON.stringify({ text, undo }));
}

function tellWhatWasSaid() {
  const said = sessionStorage.getItem(SAID);
  if (!said) return;
  sessionStorage.removeItem(SAID);
  const { text, undo } = JSON.parse(said);
  toast(text, { seconds: 15, action: undo && { label: undo.label, run: () => takeBack(undo) } });
}

async function takeBack(undo) {
  try {
    await ask(undo.path, undo.body);
    say("Taken back");
    if (undo.then) location.href = undo.then;
    else location.reload();
  } catch (error) {
    toast([error.message, error.hint].filter(Boolean).join(" "), { kind: "error", seconds: 20 });
  }
}

for (const time of document.querySelectorAll("time[datetime]")) {
  const at = new Date(time.dateTime);
  time.textContent = at.toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
  time.title = at.toString();
}
tellWhatWasSaid();
