import { HighlightStyle, type LanguageSupport } from "@codemirror/language";
import { tags } from "@lezer/highlight";

// What the words of a program look like, in the editor and in texts.
export const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--calm)", fontWeight: "600" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--good)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--warn)" },
  { tag: [tags.comment], color: "var(--ink-soft)", fontStyle: "italic" },
  { tag: [tags.function(tags.variableName), tags.definition(tags.variableName)], color: "var(--accent)" },
  { tag: [tags.typeName, tags.className], color: "var(--accent)", fontWeight: "600" },
]);

// A language's grammar is fetched when it is first needed.
export async function grammar(language: string): Promise<LanguageSupport | []> {
  switch (language) {
    case "python":
    case "pypy":
      return (await import("@codemirror/lang-python")).python();
    case "java":
    case "kotlin":
    case "scala":
    case "csharp":
      return (await import("@codemirror/lang-java")).java();
    case "c":
    case "cpp":
      return (await import("@codemirror/lang-cpp")).cpp();
    case "javascript":
      return (await import("@codemirror/lang-javascript")).javascript();
    case "typescript":
      return (await import("@codemirror/lang-javascript")).javascript({ typescript: true });
    case "rust":
      return (await import("@codemirror/lang-rust")).rust();
    case "go":
      return (await import("@codemirror/lang-go")).go();
    default:
      return [];
  }
}

// As people write them after the three ticks.
const kOther: Record<string, string> = {
  py: "python",
  python3: "python",
  js: "javascript",
  jsx: "javascript",
  ts: "typescript",
  tsx: "typescript",
  "c++": "cpp",
  cc: "cpp",
  h: "cpp",
  hpp: "cpp",
  rs: "rust",
  golang: "go",
  cs: "csharp",
  kt: "kotlin",
};
export const languageOf = (word: string): string => kOther[word.toLowerCase()] ?? word.toLowerCase();
