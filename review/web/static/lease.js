// Holds a draft while it is looked at, so that others see it, and lets it go when the tab is left.
import { ask } from "./app.js";

const draft = document.getElementById("draft");
const tab = draft.dataset.tab;
const EVERY = 45_000;
let stale = false;

async function hold() {
  if (document.hidden) return;
  try {
    const lease = await ask(draft.dataset.lease, { tab });
    show(lease);
  } catch {
    // Without a server there is nothing to hold; the next turn tries again.
  }
}

function show(lease) {
  const place = document.getElementById("held");
  const elsewhere = lease.state !== draft.dataset.state && !stale;
  stale ||= elsewhere;
  if (stale) place.textContent = `This draft is ${lease.state} by now. Load the page again.`;
  else place.textContent = `${lease.who} reads this draft now. You can judge it all the same.`;
  place.hidden = lease.mine && !stale;
}

if (draft.dataset.state === "waiting") {
  hold();
  setInterval(hold, EVERY);
  document.addEventListener("visibilitychange", hold);
  addEventListener("pagehide", () => { ask(draft.dataset.release, { tab }, { keepalive: true }).catch(() => {}); });
}
