// A draft: tabs, findings and the words they are about, settling.
import { ask, attempt, dialog } from "./app.js";

const draft = document.getElementById("draft");

// --- tabs, as the ARIA practices have them

const tabs = [...draft.querySelectorAll('[role="tab"]')];

function open(tab) {
  for (const each of tabs) {
    const is = each === tab;
    each.setAttribute("aria-selected", String(is));
    each.tabIndex = is ? 0 : -1;
    document.getElementById(each.getAttribute("aria-controls")).hidden = !is;
  }
  const panel = document.getElementById(tab.getAttribute("aria-controls"));
  if (panel.dataset.load) load(panel);
}

async function load(panel) {
  const path = panel.dataset.load;
  delete panel.dataset.load;
  try {
    const answer = await fetch(path, { headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    panel.replaceChildren(...page.body.childNodes);
  } catch {
    panel.dataset.load = path;
    panel.textContent = "The server cannot be reached; choose the tab again.";
  }
}

for (const [at, tab] of tabs.entries()) {
  tab.addEventListener("click", () => open(tab));
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = tabs[(at + step + tabs.length) % tabs.length];
    open(next);
    next.focus();
  });
}

// --- findings and marks

const marksOf = (name) => [...draft.querySelectorAll(`mark[data-finding="${name}"]`)];
const findingOf = (name) => draft.querySelector(`.finding[data-name="${name}"]`);

function choose(name, { scrollTo }) {
  for (const each of draft.querySelectorAll(".chosen")) each.classList.remove("chosen");
  const finding = findingOf(name);
  const marks = marksOf(name);
  for (const each of [finding, ...marks]) each?.classList.add("chosen");
  if (scrollTo === "mark" && marks.length) {
    open(tabs[0]);
    marks[0].scrollIntoView({ block: "center" });
  }
  if (scrollTo === "finding") finding?.scrollIntoView({ block: "nearest" });
}

for (const mark of draft.querySelectorAll("mark[data-finding]")) {
  const finding = findingOf(mark.dataset.finding);
  const severity = ["error", "warning", "note"].find((name) => finding?.classList.contains(name));
  if (severity) mark.classList.add(severity);
  mark.title = finding?.querySelector(".what").textContent.trim() ?? "";
}

draft.addEventListener("click", (event) => {
  const mark = event.target.closest("mark[data-finding]");
  if (mark) choose(mark.dataset.finding, { scrollTo: "finding" });
  const what = event.target.closest("[data-show]");
  if (what) choose(what.dataset.show, { scrollTo: "mark" });
  const settle = event.target.closest("[data-settle]");
  if (settle && settle !== draft) attempt(() => settleFinding(settle.closest(".finding"), settle.dataset.settle));
  const all = event.target.closest("[data-settle-all]");
  if (all) attempt(() => settleAll(all));
});

async function settleFinding(finding, how) {
  const words = how === "dismiss" ? await dialog(document.getElementById("dismiss")) : {};
  if (!words) return;
  await ask(draft.dataset.settle, { finding: finding.dataset.name, how, ...words });
  goOn(finding);
}

async function settleAll(button) {
  button.disabled = true;
  for (const finding of button.dataset.settleAll.split(" ")) await ask(draft.dataset.settle, { finding, how: "confirm" });
  location.reload();
}

// --- after a finding is settled the next one that is not is chosen, so that keys alone go through them

const GO_ON = "answerdesk-go-on";

function goOn(settled) {
  const all = [...draft.querySelectorAll(".finding")];
  const after = [...all.slice(all.indexOf(settled) + 1), ...all.slice(0, all.indexOf(settled))];
  const next = after.find((each) => each.querySelector('[data-settle="confirm"]'));
  sessionStorage.setItem(GO_ON, JSON.stringify([draft.dataset.draft, (next ?? settled).dataset.name]));
  location.reload();
}

const [of, name] = JSON.parse(sessionStorage.getItem(GO_ON) ?? "[]");
sessionStorage.removeItem(GO_ON);
if (of === draft.dataset.draft && findingOf(name)) {
  findingOf(name).closest("details")?.setAttribute("open", "");
  choose(name, { scrollTo: "finding" });
}

