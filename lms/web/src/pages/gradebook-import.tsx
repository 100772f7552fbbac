import { useState } from "react";
import type { Schemas } from "../api/client";
import { client, take } from "../api/client";
import { useT } from "../i18n";
import { Dialog } from "../ui/dialog";
import { Failure } from "../ui/parts";
import { Table, num } from "../ui/table";
import { useAct } from "../ui/act";

type Preview = Schemas["ImportResult"];

const kShown = 200;

const send = (course: string, text: string, apply: boolean) =>
  take(
    client.POST("/v1/courses/{course}/gradebook/import", {
      params: { path: { course }, query: { apply } },
      body: text,
      bodySerializer: (body) => body as string,
      headers: { "Content-Type": "text/csv" },
    }),
  );

function Changes({ preview }: { preview: Preview }) {
  const { t, number } = useT();
  const changes = preview.changes ?? [];
  if (changes.length === 0) return null;
  return (
    <div className="preview" role="group" aria-label={t("book.changes")} tabIndex={0}>
      <Table
        label={t("book.changes")}
        heads={[
          num(t("book.line")),
          t("book.student"),
          t("problems.problem"),
          num(t("rejudge.before")),
          num(t("rejudge.after")),
          { text: t("book.note"), hidden: true },
        ]}
      >
        {changes.slice(0, kShown).map((one) => (
          <tr key={`${one.line} ${one.assignment}`}>
            <td className="num soft">{one.line}</td>
            <td>{one.name || one.person}</td>
            <td>{one.title}</td>
            <td className="num">{one.before === undefined ? "–" : number(one.before, 2)}</td>
            <td className="num">{one.after === undefined ? "–" : number(one.after, 2)}</td>
            <td className="soft small">{one.note}</td>
          </tr>
        ))}
      </Table>
      {changes.length > kShown && <p className="soft small">{t("book.more_changes", { count: changes.length - kShown })}</p>}
    </div>
  );
}

// A table is read, what it would change is shown, and only then it counts.
export function GradebookImport(props: {
  course: string;
  onApplied: (changes: Schemas["ImportChange"][]) => void;
  onClose: () => void;
}) {
  const { t } = useT();
  const { course } = props;
  const [text, setText] = useState("");
  const [name, setName] = useState("");
  const [preview, setPreview] = useState<Preview | null>(null);
  const { busy, error, run: act } = useAct();
  const run = (what: string, apply: boolean) =>
    act(async () => {
      const made = await send(course, what, apply);
      setPreview(made);
      if (made.applied) props.onApplied(made.changes ?? []);
    });
  const open = async (file: File | undefined) => {
    if (file === undefined) return;
    const read = await file.text();
    setText(read);
    setName(file.name);
    await run(read, false);
  };
  const changes = preview?.changes?.length ?? 0;
  const errors = preview?.errors ?? [];
  return (
    <Dialog title={t("book.import")} onClose={props.onClose} wide>
      <div className="stack">
        <p>{t("book.import_explained")}</p>
        <label className="field">
          {t("book.file")}
          <input type="file" data-first accept=".csv,text/csv" onChange={(event) => void open(event.target.files?.[0])} />
        </label>
        {error !== null && <Failure error={error} />}
        <div className="stack" role="status">
          {preview?.applied ? (
            <p className="notice good">{t("book.imported", { count: changes })}</p>
          ) : (
            preview && (
              <p>{t("book.preview", { rows: preview.rows ?? 0, unchanged: preview.unchanged ?? 0, changes, file: name })}</p>
            )
          )}
        </div>
        {errors.length > 0 && (
          <div className="notice bad">
            <p>{t("book.errors")}</p>
            <ul>
              {errors.slice(0, kShown).map((one) => (
                <li key={`${one.line} ${one.column}`}>
                  {t("book.line")} {one.line}
                  {one.column ? `, ${one.column}` : ""}: {one.message}
                </li>
              ))}
            </ul>
          </div>
        )}
        {preview && !preview.applied && <Changes preview={preview} />}
        {preview && !preview.applied && errors.length === 0 && changes > 0 && (
          <button className="button main" disabled={busy} onClick={() => void run(text, true)}>
            {t("book.apply", { count: changes })}
          </button>
        )}
      </div>
    </Dialog>
  );
}
