// A verdict or a save that came too late: what changed of the page meanwhile.
import { ask, dialog } from "./app.js";

/** Show what stands now beside `fields`, as somebody read or wrote them. Gives whether they want to go on from there. */
export async function showChange(what, fields) {
  const box = document.getElementById("changed");
  const how = document.getElementById("changed-how");
  document.getElementById("changed-what").textContent = what;
  how.textContent = "Loading…";
  ask(box.dataset.since, fields, { as: "html" })
    .then((text) => how.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes))
    .catch((error) => { how.textContent = error.message; });
  return (await dialog(box)) !== null;
}
