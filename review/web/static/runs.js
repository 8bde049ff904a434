// Runs under way, shown on every page while they last.

const place = document.getElementById("runs");
const number = new Intl.NumberFormat();
let had = false;

function line(run) {
  const parts = [`${number.format(run.drafted)} drafted`];
  if (run.failed) parts.push(`${number.format(run.failed)} failed`);
  parts.push(`${number.format(run.in_hand)} in hand`, `${number.format(run.calls)} calls`);
  if (run.cost) parts.push(`$${run.cost.toFixed(2)}`);
  const row = document.createElement("p");
  row.textContent = `Run ${run.id} of ${run.list}: ${parts.join(", ")}`;
  return row;
}

function show(runs) {
  place.hidden = !runs.length && !had;
  if (runs.length) place.replaceChildren(...runs.map(line));
  else if (had) place.replaceChildren(Object.assign(document.createElement("p"), { textContent: "The run has ended. Load the page again to see its drafts." }));
  had ||= runs.length > 0;
}

let source = null;
function listen() {
  if (document.hidden) {
    source?.close();
    source = null;
  } else if (!source) {
    source = new EventSource(place.dataset.events);
    source.addEventListener("runs", ({ data }) => show(JSON.parse(data)));
  }
}
document.addEventListener("visibilitychange", listen);
addEventListener("pagehide", () => source?.close());
listen();
