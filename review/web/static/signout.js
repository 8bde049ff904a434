// The button that signs out.

import { ask, toast } from "./app.js";

const button = document.getElementById("sign-out");

button?.addEventListener("click", async () => {
  try {
    location.assign((await ask(button.dataset.address, {})).next);
  } catch (error) {
    toast(error.message, { kind: "error" });
  }
});
