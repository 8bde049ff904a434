// What the charts show is counted by the printer; here it is drawn.
const FIRST = { checks: 20, subjects: 12 };
const unfolded = { checks: false, subjects: false };

function drawCharts() {
  drawWorst();
  drawChecks();
  drawScores();
  drawSubjects();
}

function drawWorst() {
  const { worst } = figures;
  const kinds = [
    ["person", "person", "needs a person", "need a person"],
    ["error", "3", "has errors", "have errors"],
    ["warning", "2", "has warnings at worst", "have warnings at worst"],
    ["note", "1", "has notes at worst", "have notes at worst"],
    ["clean", "none", "has no findings", "have no findings"],
  ].filter(([name]) => worst[name]);
  by("worst").replaceChildren(...kinds.map(([name, kind, one, many]) => {
    const words = `${plural(worst[name], "page")} ${worst[name] === 1 ? one : many}`;
    const button = choice(words, state.worst === name, () => set({ worst: state.worst === name ? "" : name }));
    button.className = name;
    return drawn(button, { share: worst[name] });
  }));
  const { totals } = figures;
  const bare = [["findings", totals.error + totals.warning + totals.note], ["ignored by their pages", totals.suppressed], ["mean score", figures.mean]];
  by("numbers").replaceChildren(
    ...kinds.map(([name, , one, many]) => fact(name, worst[name] === 1 ? one : many, number.format(worst[name]))),
    ...bare.filter(([, value]) => value).map(([words, value]) => fact("bare", words, words === "mean score" ? value.toFixed(2) : number.format(value))));
}

const fact = (className, words, value) => make("div", { className }, make("dt", { textContent: words }), make("dd", { textContent: value }));

function drawChecks() {
  const most = Math.max(1, ...figures.counts.map(({ findings }) => findings));
  const rows = figures.counts.map(({ check, severity, findings, pages }) => {
    const label = `${check}: ${plural(findings, NAMES[severity])} on ${plural(pages, "page")}`;
    const bar = drawn(make("span", { className: `bar ${NAMES[severity]}` }), { share: findings / most });
    return make("li", {}, choice(label, state.check === check, () => set({ check: state.check === check ? "" : check }),
      make("span", { className: `name ${NAMES[severity]}` }, make("span", { className: "sign", textContent: SIGNS[severity] }), check), bar, make("span", { className: "number", textContent: number.format(findings) })));
  });
  fold("checks", rows, "checks");
}

function drawScores() {
  const most = Math.max(1, ...figures.bins);
  by("scores").replaceChildren(...figures.bins.map((count, at) => {
    const steps = figures.bins.length;
    // Scores have three decimals, and only the last step holds its upper end.
    const [low, high] = [(at / steps).toFixed(2), at + 1 < steps ? ((at + 1) / steps - 0.001).toFixed(3) : "1"];
    const chosen = state.low === low && state.high === high;
    const label = `Score ${low} to ${((at + 1) / steps).toFixed(2)}: ${plural(count, "page")}`;
    const button = choice(label, chosen, () => set(chosen ? { low: "", high: "" } : { low, high }),
      drawn(make("span", { className: "column" }), { share: count / most }));
    button.className = count ? "some" : "";
    // Numbers are wider than columns: only one that stands above both its neighbours is not covered by them.
    const peak = count > (figures.bins[at - 1] ?? 0) && count >= (figures.bins[at + 1] ?? 0);
    button.firstChild.dataset.count = peak && count > most / 25 ? number.format(count) : "";
    return button;
  }));
}

function drawSubjects() {
  const scored = figures.subjects.map((subject, at) => ({ ...subject, at: String(at) })).filter(({ pages }) => pages);
  const rows = scored.sort((one, other) => one.mean - other.mean).map(({ name, at, pages, mean, bins }) => {
    const most = Math.max(...bins);
    const strip = make("span", { className: "strip" }, ...bins.map((count) => drawn(make("i"), { share: count / most })), drawn(make("b"), { mean }));
    const label = `${name || "no subject"}: mean score ${mean.toFixed(2)}, ${plural(pages, "page")}`;
    return make("li", {}, choice(label, state.subject === at, () => set({ subject: state.subject === at ? "" : at }),
      make("span", { className: "name", textContent: name || "(no subject)" }), strip,
      make("span", { className: "number", textContent: mean.toFixed(2) }), make("span", { className: "number soft pages-of", textContent: number.format(pages) })));
  });
  fold("subjects", rows, "subjects");
}

/** The first rows, and a button for the rest. */
function fold(name, rows, noun) {
  const more = by(`${name}-more`);
  by(name).replaceChildren(...(unfolded[name] ? rows : rows.slice(0, FIRST[name])));
  more.hidden = rows.length <= FIRST[name];
  more.textContent = unfolded[name] ? "Show fewer" : `Show all ${rows.length} ${noun}`;
  more.onclick = () => { unfolded[name] = !unfolded[name]; fold(name, rows, noun); };
}
