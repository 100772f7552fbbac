import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Cartridge, type CartridgeEntry, importCartridge, ranges } from "../api/cartridge";
import { courseChanged } from "../api/course";
import { type Key, useT } from "../i18n";
import { useAct } from "./act";
import { Check } from "./check";
import { Dialog } from "./dialog";
import { DropFile } from "./drop-file";
import { Failure } from "./parts";
import { Table } from "./table";

const kinds = ["page", "discussion", "assignment", "quiz"] as const;

const numberOf = (entry: CartridgeEntry) => entry.number ?? 0;
const allOf = (coming: Cartridge): CartridgeEntry[] => [
  ...(coming.modules ?? []).flatMap((module) => module.entries ?? []),
  ...(coming.discussions ?? []),
];

function Remarks(props: { summary: string; remarks: NonNullable<Cartridge["remarks"]>; open: boolean }) {
  const { t } = useT();
  const { summary, remarks, open } = props;
  if (remarks.length === 0) return null;
  return (
    <details open={open}>
      <summary>{summary}</summary>
      <Table label={summary} heads={[t("cartridge.where"), t("cartridge.why")]}>
        {remarks.slice(0, 300).map((one, i) => (
          <tr key={i}>
            <td>
              {one.item}
              <div className="mono small soft" style={{ overflowWrap: "anywhere" }}>
                {one.file}
              </div>
            </td>
            <td>{one.message}</td>
          </tr>
        ))}
      </Table>
    </details>
  );
}

// The entries of a module, each with a box to leave it out.
function Entries(props: {
  title: string;
  entries: CartridgeEntry[];
  again: boolean;
  off: ReadonlySet<number>;
  put: (numbers: number[], comes: boolean) => void;
}) {
  const { t } = useT();
  const { title, entries, again, off, put } = props;
  if (entries.length === 0) return null;
  return (
    <section className="stack tight">
      <h3>{title}</h3>
      <Table label={title} heads={[t("cartridge.entry"), t("cartridge.extent")]}>
        {entries.map((entry) => {
          const stays = entry.known && !again;
          return (
            <tr key={entry.number}>
              <td>
                {stays ? (
                  <>
                    {entry.title} <span className="verdict">{t("cartridge.here")}</span>
                  </>
                ) : (
                  <Check
                    label={entry.title ?? ""}
                    value={!off.has(numberOf(entry))}
                    set={(comes) => put([numberOf(entry)], comes)}
                  />
                )}
              </td>
              <td className="soft">
                {t(`cartridge.kind.${entry.kind}` as Key)}
                {entry.kind === "quiz" && `, ${t("cartridge.questions", { count: entry.questions ?? 0 })}`}
                {(entry.points ?? 0) > 0 && `, ${t("course.points", { count: entry.points ?? 0 })}`}
              </td>
            </tr>
          );
        })}
      </Table>
    </section>
  );
}

function Coming(props: { course: string; file: File; coming: Cartridge; onDone: (done: Cartridge) => void }) {
  const { t } = useT();
  const { course, file, coming } = props;
  const queries = useQueryClient();
  const { busy, error, run } = useAct();
  const [off, setOff] = useState<ReadonlySet<number>>(new Set());
  const [again, setAgain] = useState(false);
  const [key, setKey] = useState(() => crypto.randomUUID());
  const entries = allOf(coming);
  const possible = entries.filter((entry) => again || !entry.known);
  const chosen = possible.filter((entry) => !off.has(numberOf(entry)));
  // Another choice is another request.
  const change = (what: () => void) => {
    what();
    setKey(crypto.randomUUID());
  };
  const put = (numbers: number[], comes: boolean) =>
    change(() => {
      const next = new Set(off);
      for (const one of numbers) comes ? next.delete(one) : next.add(one);
      setOff(next);
    });
  const apply = () =>
    void run(async () => {
      const only = chosen.length === entries.length ? "" : ranges(chosen.map(numberOf));
      const done = await importCartridge(course, file, { only, again }, key);
      await courseChanged(queries, course);
      props.onDone(done);
    });
  const remarks = coming.remarks ?? [];
  const lost = remarks.filter((one) => one.left_out);
  const other = remarks.filter((one) => !one.left_out);
  return (
    <>
      <p role="status">
        {t("cartridge.would_come", { count: chosen.length, of: entries.length, title: coming.title || file.name })}
        {(coming.known ?? 0) > 0 && !again && ` ${t("cartridge.known", { count: coming.known ?? 0 })}`}
      </p>
      {(coming.known ?? 0) > 0 && (
        <Check label={t("cartridge.again")} value={again} set={(value) => change(() => setAgain(value))} />
      )}
      {possible.length > 0 && (
        <fieldset className="row">
          <legend>{t("cartridge.parts")}</legend>
          {kinds.map((kind) => {
            const numbers = possible.filter((entry) => entry.kind === kind).map(numberOf);
            return (
              numbers.length > 0 && (
                <Check
                  key={kind}
                  label={t(`cartridge.${kind}` as Key, { count: numbers.length })}
                  value={numbers.some((one) => !off.has(one))}
                  set={(comes) => put(numbers, comes)}
                />
              )
            );
          })}
        </fieldset>
      )}
      <Remarks summary={t("cartridge.left_out", { count: lost.length })} remarks={lost} open />
      <Remarks summary={t("cartridge.differs", { count: other.length })} remarks={other} open={false} />
      {(coming.modules ?? []).map((module, i) => (
        <Entries
          key={i}
          title={module.title ?? ""}
          entries={module.entries ?? []}
          again={again}
          off={off}
          put={put}
        />
      ))}
      <Entries
        title={t("cartridge.discussions")}
        entries={coming.discussions ?? []}
        again={again}
        off={off}
        put={put}
      />
      {error !== null && <Failure error={error} />}
      <div className="row">
        <button type="button" className="button main" disabled={busy || chosen.length === 0} onClick={apply}>
          {t("cartridge.now", { count: chosen.length })}
        </button>
      </div>
    </>
  );
}

// A course of another platform: what would come of it, the choice of what shall, and what came.
export function CourseImport(props: { course: string; onClose: () => void }) {
  const { t } = useT();
  const { course, onClose } = props;
  const { busy, error, run } = useAct();
  const [file, setFile] = useState<File | null>(null);
  const [coming, setComing] = useState<Cartridge | null>(null);
  const [done, setDone] = useState<Cartridge | null>(null);
  const open = (next: File) => {
    setFile(next);
    setComing(null);
    void run(async () => setComing(await importCartridge(course, next, null, "")));
  };
  return (
    <Dialog title={t("cartridge.import")} onClose={onClose} wide>
      {done ? (
        <div className="stack">
          <p role="status">{t("cartridge.done", { count: done.taken ?? 0 })}</p>
          <div className="row">
            <button type="button" className="button main" onClick={onClose}>
              {t("course.close")}
            </button>
          </div>
        </div>
      ) : (
        <div className="stack">
          <p className="soft">{t("cartridge.explained")}</p>
          <DropFile label={t("quiz.import_file")} accept=".imscc,.zip,application/zip" onFile={open} />
          {busy && file && <p role="status">{t("cartridge.reading", { file: file.name })}</p>}
          {error !== null && <Failure error={error} />}
          {coming && file && <Coming key={file.name} course={course} file={file} coming={coming} onDone={setDone} />}
        </div>
      )}
    </Dialog>
  );
}
