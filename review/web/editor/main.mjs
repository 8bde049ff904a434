// The editor of the review page. It lives in a shadow root: there its styles come without a <style> element, which the
// page's Content-Security-Policy does not let in.
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { markdown } from "@codemirror/lang-markdown";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, drawSelection, highlightActiveLine, keymap } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const setMarks = StateEffect.define();

const marks = StateField.define({
  create: () => Decoration.none,
  update(value, transaction) {
    let found = value.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(setMarks)) found = Decoration.set(effect.value, true);
    }
    return found;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const highlighting = HighlightStyle.define([
  { tag: tags.heading, fontWeight: "700" },
  { tag: tags.strong, fontWeight: "700" },
  { tag: tags.emphasis, fontStyle: "italic" },
  { tag: [tags.monospace, tags.processingInstruction, tags.url], color: "var(--accent)" },
]);

const theme = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--sheet)", fontSize: "15px", height: "100%" },
  "&.cm-focused": { outline: "2px solid var(--accent)" },
  ".cm-scroller": { fontFamily: "ui-monospace, monospace", lineHeight: "1.6" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--accent) 7%, transparent)" },
  ".cm-selectionBackground, &.cm-focused .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--accent) 30%, transparent) !important",
  },
  ".cm-panels": { backgroundColor: "var(--ground)", color: "var(--ink)" },
  ".found-error": { backgroundColor: "var(--error-ground)", borderBottom: "2px solid var(--error)" },
  ".found-warning": { backgroundColor: "var(--warning-ground)", borderBottom: "2px solid var(--warning)" },
  ".found-note": { backgroundColor: "var(--note-ground)", borderBottom: "2px solid var(--note)" },
});

/**
 * An editor for Markdown.
 *
 * @param {HTMLElement} place what it is put into
 * @param {string} text what stands in it
 * @param {string} label its name for screen readers
 * @param {(text: string) => void} onChange is told of every change
 */
export function createEditor(place, text, label, onChange) {
  const root = place.attachShadow({ mode: "open" });
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text,
      extensions: [
        history(),
        drawSelection(),
        highlightActiveLine(),
        highlightSelectionMatches(),
        search({ top: true }),
        markdown(),
        syntaxHighlighting(highlighting),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "true", tabindex: "0" }),
        keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap]),
        marks,
        theme,
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(update.state.doc.toString());
        }),
      ],
    }),
  });
  return {
    text: () => view.state.doc.toString(),
    focus: () => view.focus(),
    /** Mark words: [{start, end, severity, message}], in characters of the text. */
    mark(found) {
      const length = view.state.doc.length;
      const ranges = found
        .filter(({ start, end }) => start < end && end <= length)
        .map(({ start, end, severity, message }) =>
          Decoration.mark({ class: `found-${severity}`, attributes: { title: message } }).range(start, end),
        );
      view.dispatch({ effects: setMarks.of(ranges) });
    },
    /** Show a place and put the cursor there. */
    go(start, end) {
      view.dispatch({ selection: { anchor: start, head: end }, scrollIntoView: true });
      view.focus();
    },
    replace(words) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: words } });
    },
  };
}
