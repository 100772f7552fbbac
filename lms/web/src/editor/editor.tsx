import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import {
  bracketMatching,
  foldGutter,
  foldKeymap,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, type Transaction } from "@codemirror/state";
import {
  EditorView,
  drawSelection,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { useEffect, useRef } from "react";
import type { Change } from "../api/edits";
import { colours, grammar } from "./grammar";

const look = EditorView.theme({
  "&": { height: "100%", fontSize: "14px", color: "var(--ink)", backgroundColor: "var(--sheet)" },
  ".cm-scroller": { fontFamily: "var(--mono)", minHeight: "380px", maxHeight: "70vh" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--sunken)", color: "var(--ink-soft)", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--accent) 9%, transparent)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--accent) 28%, transparent) !important",
  },
  ".cm-panels": { backgroundColor: "var(--sunken)", color: "var(--ink)" },
  ".cm-tooltip": { backgroundColor: "var(--sheet)", border: "1px solid var(--line-strong)" },
  "&.cm-focused": { outline: "none" },
});

export interface EditorProps {
  text: string;
  language: string;
  label: string;
  onChange: (text: string) => void;
  onSubmit: () => void;
  onWriting: (what: Change, characters: number) => void;
}

// What was copied last in any editor of this page: put somewhere else it does not come from outside.
let copied = "";

const copies = EditorView.domEventHandlers({
  copy: (_, view) => note(view),
  cut: (_, view) => note(view),
});

function note(view: EditorView): boolean {
  const { from, to } = view.state.selection.main;
  copied = view.state.sliceDoc(from, to);
  return false;
}

function changeOf(transaction: Transaction): { what: Change; characters: number } {
  let text = "";
  transaction.changes.iterChanges((_a, _b, _c, _d, inserted) => {
    text += inserted.toString();
  });
  const foreign = transaction.isUserEvent("input.paste") || transaction.isUserEvent("input.drop");
  if (foreign) return { what: text === copied ? "other" : "pasted", characters: text.length };
  return { what: transaction.isUserEvent("input") ? "typed" : "other", characters: text.length };
}

// Tab indents; Escape, then Tab, leaves the editor: so that the keyboard is never caught in it.
export default function Editor({ text, language, label, onChange, onSubmit, onWriting }: EditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const syntax = useRef(new Compartment());
  const handlers = useRef({ onChange, onSubmit, onWriting });
  handlers.current = { onChange, onSubmit, onWriting };

  useEffect(() => {
    if (host.current === null) return undefined;
    // Inside of a shadow root its style sheets are adopted, not written into the page: the page's policy allows no inline style.
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: "open" });
    const made = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: text,
        extensions: [
          lineNumbers(),
          foldGutter(),
          history(),
          drawSelection(),
          indentOnInput(),
          indentUnit.of("    "),
          bracketMatching(),
          closeBrackets(),
          autocompletion({ activateOnTyping: false }),
          highlightActiveLine(),
          highlightActiveLineGutter(),
          highlightSelectionMatches(),
          syntaxHighlighting(colours),
          look,
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", autocapitalize: "off" }),
          syntax.current.of([]),
          keymap.of([
            {
              key: "Mod-Enter",
              run: () => {
                handlers.current.onSubmit();
                return true;
              },
            },
            ...closeBracketsKeymap,
            ...defaultKeymap,
            ...searchKeymap,
            ...historyKeymap,
            ...foldKeymap,
            ...completionKeymap,
            indentWithTab,
          ]),
          EditorView.updateListener.of((update) => {
            if (!update.docChanged) return;
            handlers.current.onChange(update.state.doc.toString());
            for (const transaction of update.transactions) {
              if (!transaction.docChanged) continue;
              const { what, characters } = changeOf(transaction);
              handlers.current.onWriting(what, characters);
            }
          }),
          copies,
        ],
      }),
    });
    view.current = made;
    return () => {
      made.destroy();
      view.current = null;
    };
    // The text is the editor's own from here on; another file is another editor (by its key).
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  useEffect(() => {
    let current = true;
    void grammar(language).then((extension) => {
      if (current) view.current?.dispatch({ effects: syntax.current.reconfigure(extension) });
    });
    return () => {
      current = false;
    };
  }, [language]);

  return <div ref={host} className="editor" />;
}
