import { useEffect, useRef, useState } from "react";

// Markdown of people who are not trusted: micromark lets no HTML and no address through that could run anything.
// It, and the formulas, are fetched when the first text is shown.
async function render(text: string): Promise<string> {
  const [{ micromark }, { gfm, gfmHtml }] = await Promise.all([
    import("micromark"),
    import("micromark-extension-gfm"),
  ]);
  const extensions = [gfm()];
  const htmlExtensions = [gfmHtml()];
  if (text.includes("$")) {
    const { math, mathHtml } = await import("micromark-extension-math");
    extensions.push(math());
    htmlExtensions.push(mathHtml({ output: "mathml", throwOnError: false, maxExpand: 200 }));
  }
  return micromark(text, { extensions, htmlExtensions });
}

export function Markdown({ text }: { text: string }) {
  const [html, setHtml] = useState<string | null>(null);
  const shown = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let current = true;
    void render(text).then((made) => {
      if (current) setHtml(made);
    });
    return () => {
      current = false;
    };
  }, [text]);
  // Long enough to scroll by itself, code is reached by the keyboard.
  useEffect(() => {
    const element = shown.current;
    if (element === null || !html?.includes("<pre>")) return;
    for (const block of element.querySelectorAll("pre")) block.tabIndex = 0;
    if (html.includes('class="language-')) void import("../editor/highlight").then((one) => one.highlight(element));
  }, [html]);
  if (html === null) return <p className="prose">{text}</p>;
  return <div ref={shown} className="prose" dangerouslySetInnerHTML={{ __html: html }} />;
}

// Most texts begin with their title, which stands above them already.
export function withoutTitle(text: string, title: string): string {
  const first = /^#\s+(.*)\n/.exec(text);
  return first && first[1]?.trim().toLowerCase() === title.toLowerCase() ? text.slice(first[0].length) : text;
}
