// The queue: choosing many, one verdict for them, saved views.
import { ask, attempt, dialog, say } from "./app.js";
import { keys } from "./keys.js";

const form = document.getElementById("queue");
const script = document.getElementById("queue-script");
const boxes = () => [...form.querySelectorAll('input[name="id"]')];
const chosen = () => boxes().filter((box) => box.checked).map((box) => Number(box.value));

function count() {
  const number = chosen().length;
  document.getElementById("chosen").textContent = number ? `${number} chosen` : "None chosen";
  for (const button of form.querySelectorAll("[data-bulk-kind]")) button.disabled = !number;
  const all = document.getElementById("all");
  all.checked = number > 0 && number === boxes().length;
  all.indeterminate = number > 0 && !all.checked;
}

async function judge(kind, words = {}) {
  const ids = chosen();
  const done = await ask(form.dataset.bulk, { kind, ids, ...words });
  if (done.refused.length) await refused(done.refused);
  if (!done.given.length) return;
  // The page that comes next offers to undo it.
  const verb = kind === "accept" ? "accepted" : "rejected";
  say(`${done.given.length} ${verb}`, { label: "Undo", path: form.dataset.undo, body: { batch: done.batch } });
  location.reload();
}

async function refused(list) {
  const place = document.getElementById("refused");
  const items = list.map(({ id, message, hint }) => {
    const item = document.createElement("li");
    item.append(Object.assign(document.createElement("strong"), { textContent: `${id}: ` }), message);
    if (hint) item.append(Object.assign(document.createElement("p"), { className: "soft", textContent: hint }));
    return item;
  });
  place.querySelector("ul").replaceChildren(...items);
  place.querySelector("h2").textContent = `${list.length} not done`;
  await dialog(place);
}

// On a phone the filters are folded.
document.getElementById("show-filters").addEventListener("click", ({ currentTarget }) => {
  const open = document.getElementById("filters").classList.toggle("open");
  currentTarget.setAttribute("aria-expanded", String(open));
});

if (form) {
  let last = null;
  form.addEventListener("click", ({ target, shiftKey }) => {
    if (target.name !== "id") return;
    if (shiftKey && last) {
      const all = boxes();
      const [from, to] = [all.indexOf(last), all.indexOf(target)].sort((one, other) => one - other);
      for (const box of all.slice(from, to + 1)) box.checked = target.checked;
    }
    last = target;
  });
  form.addEventListener("change", ({ target }) => {
    if (target.id === "all") for (const box of boxes()) box.checked = target.checked;
    count();
  });
  for (const button of form.querySelectorAll("[data-bulk-kind]")) {
    button.addEventListener("click", () => attempt(async () => {
      if (button.dataset.bulkKind === "accept") return judge("accept");
      const words = await dialog(document.getElementById("reject-many"));
      return words && judge("reject", words);
    }));
  }
  count();
}

for (const button of document.querySelectorAll("[data-drop-view]")) {
  button.addEventListener("click", () => attempt(async () => {
    await ask(script.dataset.drop, { id: Number(button.dataset.dropView) });
    button.parentElement.remove();
  }));
}

document.getElementById("save-view").addEventListener("click", ({ currentTarget }) => {
  const query = JSON.parse(currentTarget.dataset.query);
  const name = Object.values(query).join(", ") || "Everything that waits";
  const input = Object.assign(document.createElement("input"), { value: name, maxLength: 60 });
  input.setAttribute("aria-label", "Name of the view");
  currentTarget.replaceWith(input);
  input.focus();
  input.select();
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") location.reload();
    if (event.key !== "Enter") return;
    event.preventDefault();
    attempt(async () => {
      await ask(script.dataset.save, { name: input.value, query });
      location.reload();
    });
  });
});

document.getElementById("write-again")?.addEventListener("click", ({ currentTarget }) => attempt(async () => {
  currentTarget.disabled = true;
  await ask(currentTarget.dataset.path, {});
  say("They are being written again; how far that is stands above the queue.");
  location.reload();
}));


keys();
