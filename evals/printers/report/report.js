const STEP = 50;
const PRINTED = 500; // pages of a printed list
const EMPTY = { words: "", subject: "", check: "", kind: "", worst: "", low: "", high: "", order: "worst", part: 0 };
const CONTROLS = ["words", "subject", "check", "kind", "low", "high", "order"];
const figures = JSON.parse(by("figures").textContent);
let state = { ...EMPTY };
let pages = [];
let chosen = [];

/** Change what is asked for, show it, and write it into the address, so that a view can be passed on. */
function set(change) {
  state = { ...state, part: 0, ...change };
  for (const name of CONTROLS) {
    if (by(name).value !== state[name]) by(name).value = state[name];
    if (by(name).value !== state[name]) state[name] = by(name).value = EMPTY[name]; // an address may say anything
  }
  const said = Object.entries(state).filter(([name, value]) => value !== EMPTY[name]);
  try {
    history.replaceState(null, "", `#${new URLSearchParams(said)}`);
  } catch { /* some browsers do not let a file change its address */ }
  drawCharts();
  show();
}

function fromAddress() {
  const said = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  const known = Object.entries(said).filter(([name]) => name in EMPTY);
  state = { ...EMPTY, ...Object.fromEntries(known), part: Math.max(0, Math.trunc(Number(said.part)) || 0) };
  if (!(state.order in ORDERS)) state.order = EMPTY.order;
  set({ part: state.part });
}

function show() {
  chosen = select(pages, state).sort(ORDERS[state.order]);
  state.part = Math.min(state.part, Math.max(0, Math.ceil(chosen.length / STEP) - 1));
  const changed = Object.entries(state).some(([name, value]) => !["order", "part"].includes(name) && value !== EMPTY[name]);
  by("count").textContent = changed ? `${number.format(chosen.length)} of ${plural(pages.length, "page")}` : plural(pages.length, "page");
  by("clear").disabled = !changed;
  tell(figures.checks.find(({ id }) => id === state.check));
  list(state.part * STEP, STEP);
  drawPager();
}

function list(from, count) {
  const [shown, hit] = [chosen.slice(from, from + count), asked(state)];
  by("pages").replaceChildren(...(shown.length ? shown.map((page) => pageItem(page, hit)) : [make("li", { className: "nothing", textContent: "No page is like that." })]));
  by("open-all").hidden = !shown.length;
  by("open-all").textContent = "Open all shown";
}

function drawPager() {
  const last = Math.ceil(chosen.length / STEP) - 1;
  const move = (words, part, enabled) => make("button", { type: "button", textContent: words, disabled: !enabled, onclick: () => { set({ part }); by("list").scrollIntoView(); by("list").focus({ preventScroll: true }); } });
  by("pager").hidden = last < 1;
  by("pager").replaceChildren(move("← Previous", state.part - 1, state.part > 0),
    make("span", { textContent: `${number.format(state.part * STEP + 1)}–${number.format(Math.min(chosen.length, (state.part + 1) * STEP))} of ${number.format(chosen.length)}` }),
    move("Next →", state.part + 1, state.part < last));
}

function tell(check) {
  by("about").hidden = !check;
  by("about").replaceChildren(...(check ? explained(check) : []));
}

function openAll() {
  const all = [...by("pages").querySelectorAll(":scope > li > details")];
  const open = all.some((each) => !each.open);
  for (const each of all) each.open = open;
  by("open-all").textContent = open ? "Close all" : "Open all shown";
}

function option(value, words) {
  return make("option", { value, textContent: words });
}

function fillIn() {
  const { totals } = figures;
  const { error = 0, person = 0 } = figures.worst;
  const bad = error + person;
  const verdict = bad ? `${number.format(bad)} of ${plural(totals.pages, "page")} ${bad === 1 ? "needs" : "need"} work` : `No errors on ${plural(totals.pages, "page")}`;
  by("verdict").textContent = totals.pages ? verdict : "No pages were checked";
  document.title = `${by("verdict").textContent} · Answerdesk`;
  by("made").textContent = `Checked ${figures.made} by the suite ${figures.version}`;
  const subjects = figures.subjects.map(({ name }, at) => [String(at), name || "(no subject)"]);
  by("subject").append(...subjects.sort((one, other) => text(one[1], other[1])).map(([at, name]) => option(at, name)));
  const checks = [...new Set(figures.checks.map(({ id }) => id))].sort();
  by("check").append(...checks.map((id) => option(id, id)));
}

/** The pages are packed by gzip, so that a report of a whole site can be sent by mail. */
async function unpack() {
  const bytes = Uint8Array.from(atob(by("packed").textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

function listen() {
  let waiting = 0;
  for (const name of CONTROLS) {
    by(name).addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => set(Object.fromEntries(CONTROLS.map((each) => [each, by(each).value]))), name === "words" ? 150 : 0);
    });
  }
  by("filters").addEventListener("submit", (event) => event.preventDefault());
  by("filters").addEventListener("reset", (event) => { event.preventDefault(); set({ ...EMPTY, order: state.order }); });
  by("open-all").addEventListener("click", openAll);
  addEventListener("hashchange", fromAddress);
  addEventListener("beforeprint", () => list(0, PRINTED));
  addEventListener("afterprint", () => list(state.part * STEP, STEP));
  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target.matches("input, select, textarea")) return;
    event.preventDefault();
    by("words").focus();
  });
}

async function main() {
  try {
    pages = await unpack();
  } catch (error) {
    const old = typeof DecompressionStream === "undefined";
    by("trouble").textContent = old ? "This browser is too old for the report: Firefox 113, Safari 16.4, Chrome or Edge 80 and newer ones show it." : `The report is damaged: ${error}`;
    by("trouble").hidden = false;
    return;
  }
  fillIn();
  listen();
  by("main").hidden = false;
  fromAddress();
}

main();
