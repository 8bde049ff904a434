// What a browser would have, and this pipeline asks for without needing it.
globalThis.console ??= { log() {}, warn() {}, error() {}, info() {}, debug() {} };
globalThis.TextEncoder ??= class { encode(text) { return text; } };
globalThis.MessageChannel ??= class { constructor() { this.port1 = {}; this.port2 = { postMessage() {} }; } };
globalThis.setTimeout ??= () => 0;
globalThis.clearTimeout ??= () => {};
globalThis.queueMicrotask ??= () => {};
