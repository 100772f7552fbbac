import { highlightCode, tagHighlighter, tags } from "@lezer/highlight";
import { grammar, languageOf } from "./grammar";

// By classes: the page's policy allows no inline style.
const classes = tagHighlighter([
  { tag: tags.keyword, class: "tok-keyword" },
  { tag: [tags.string, tags.special(tags.string)], class: "tok-string" },
  { tag: [tags.number, tags.bool, tags.null], class: "tok-number" },
  { tag: tags.comment, class: "tok-comment" },
  { tag: [tags.function(tags.variableName), tags.definition(tags.variableName)], class: "tok-name" },
  { tag: [tags.typeName, tags.className], class: "tok-type" },
]);

// The blocks of code within `element` that say their language.
export async function highlight(element: HTMLElement): Promise<void> {
  for (const block of element.querySelectorAll<HTMLElement>("pre > code[class^=language-]")) {
    const support = await grammar(languageOf(block.className.slice("language-".length)));
    const text = block.textContent ?? "";
    if (Array.isArray(support) || text.length > 100_000) continue;
    const parts: Node[] = [];
    const put = (piece: string, style: string) => {
      if (style === "") {
        parts.push(document.createTextNode(piece));
        return;
      }
      const span = document.createElement("span");
      span.className = style;
      span.textContent = piece;
      parts.push(span);
    };
    highlightCode(text, support.language.parser.parse(text), classes, put, () => put("\n", ""));
    block.replaceChildren(...parts);
  }
}
