import { useState } from "react";
import type { Annotation, SourceFile } from "../api/report";
import { useT } from "../i18n";

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
  return (
    <>
      {files.length > 1 && (
        <div className="tabs" role="tablist" aria-label={t("source.title")}>
          {files.map((one, i) => (
            <button key={one.path} role="tab" aria-selected={i === shown} onClick={() => setShown(i)}>
              {one.path}
            </button>
          ))}
        </div>
      )}
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
    </>
  );
}
