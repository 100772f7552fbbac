import { useState } from "react";
import type { Annotation, SourceFile } from "../api/report";
import { useT } from "../i18n";
import { Tabs } from "./tabs";

// What was handed in, with what was said of its lines.
export function Source({ files, annotations }: { files: SourceFile[]; annotations: Annotation[] }) {
  const { t } = useT();
  const [shown, setShown] = useState(0);
  const file = files[Math.min(shown, files.length - 1)];
  if (file === undefined) return <p className="soft">{t("source.none")}</p>;
  const said = new Map<number, Annotation[]>();
  for (const one of annotations) {
    if (one.file === file.path || file.path.endsWith(`/${one.file}`))
      said.set(one.line, [...(said.get(one.line) ?? []), one]);
  }
  const text = (
    <pre className="source" tabIndex={0} aria-label={file.path}>
      {file.text
        .replace(/\n$/, "")
        .split("\n")
        .map((line, i) => {
          const notes = said.get(i + 1) ?? [];
          return [
            <span key={i} className={notes.length > 0 ? "marked" : undefined}>
              {line === "" ? " " : line}
            </span>,
            ...notes.map((note, k) => (
              <span key={`${i}-${k}`} className={`said small ${note.severity === "remark" ? "typed" : ""}`}>
                {note.rule ? `${note.rule}: ` : ""}
                {note.message}
              </span>
            )),
          ];
        })}
    </pre>
  );
  if (files.length === 1) return text;
  return (
    <Tabs
      label={t("source.title")}
      tabs={files.map((one, i) => ({ key: i, title: one.path }))}
      shown={Math.min(shown, files.length - 1)}
      onShow={setShown}
    >
      {text}
    </Tabs>
  );
}
