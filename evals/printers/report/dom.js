// Nodes are made of texts and properties only: nothing that stands in a page is ever read as markup.
const by = (id) => document.getElementById(id);
const number = new Intl.NumberFormat("en");
const plural = (count, noun) => `${number.format(count)} ${noun}${count === 1 ? "" : "s"}`;

function make(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children.filter((child) => child !== null));
  return node;
}

/** A node that a style sheet draws by numbers: `--share` and the like. */
function drawn(node, numbers) {
  for (const [name, value] of Object.entries(numbers)) node.style.setProperty(`--${name}`, value.toFixed(4));
  return node;
}

/** A button with a state; `label` is what is read aloud. */
function choice(label, chosen, onclick, ...children) {
  const button = make("button", { type: "button", title: label, onclick }, ...children);
  button.setAttribute("aria-label", label);
  button.setAttribute("aria-pressed", String(chosen));
  return button;
}

/** Words with what stands between backticks as code. */
function ticks(text) {
  const parts = String(text).split("`");
  if (parts.length % 2 === 0) return [String(text)];
  return parts.map((part, at) => (at % 2 ? make("code", { textContent: part }) : part));
}
