// Pages without scripts of their own: the keys that are of use everywhere.
import { keys } from "./keys.js";

keys();
