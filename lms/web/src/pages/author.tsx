import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { Link } from "wouter";
import type { Problem } from "../api/client";
import { upload } from "../api/files";
import { useMe, useProblems } from "../api/queries";
import { useT } from "../i18n";
import { titleOf } from "../languages";
import { useAct } from "../ui/act";
import { Ago } from "../ui/ago";
import { CourseHead } from "../ui/course-head";
import { DropFile } from "../ui/drop-file";
import { GitSource } from "../ui/git-source";
import { PackageErrors } from "../ui/package-errors";
import { Loaded, bytes } from "../ui/parts";
import { idOf } from "../ui/slug";
import { VerifyPackage } from "../ui/verify";
import "../styles/admin.css";
import { Actions, Table, num } from "../ui/table";

// The problems of a course: their versions, and uploading a package.
export default function Author({ course }: { course: string }) {
  const { t } = useT();
  const me = useMe();
  const problems = useProblems(course);
  const [id, setId] = useState("");
  const [verified, setVerified] = useState("");
  const writes = me.data?.may("problems.write", course) ?? false;
  const show = (what: string) => document.getElementById(what)?.scrollIntoView({ block: "center" });
  const known = (problems.data?.problems ?? []).filter((one) => one.course === course);
  return (
    <div className="stack">
      <CourseHead course={course} title={t("author.title")} />
      {writes && <Upload course={course} known={known} id={id} setId={setId} onMade={setVerified} />}
      {writes && verified !== "" && <VerifyPackage key={verified} problem={verified} />}
      <section className="sheet">
        <h2>{t("author.problems")}</h2>
        <Loaded query={problems}>
          {() =>
            <Table
              label={t("author.problems")}
              heads={[
                t("problems.problem"),
                t("author.id"),
                num(t("author.version")),
                t("author.format"),
                t("problem.language"),
                t("author.uploaded"),
                <Actions />,
              ]}
              empty={t("problems.none")}
            >
              {known.map((one) => (
                <tr key={one.id} className="pick">
                  <td>
                    <Link href={`/problems/${encodeURIComponent(one.id)}`}>{one.title || one.id}</Link>
                  </td>
                  <td className="mono">{one.id}</td>
                  <td className="num">{one.version}</td>
                  <td className="soft">{one.format}</td>
                  <td className="soft">
                    {one.languages.length > 0 ? one.languages.map(titleOf).join(", ") : t("author.all_languages")}
                  </td>
                  <td className="soft">
                    <Ago at={one.created_at} />
                  </td>
                  <td className="num">
                    {writes && (
                      <>
                        <button
                          className="button narrow"
                          onClick={() => {
                            setVerified(one.id);
                            window.setTimeout(() => show("verify"));
                          }}
                        >
                          {t("author.verify")}
                          <span className="hidden">: {one.id}</span>
                        </button>{" "}
                        <button
                          className="button narrow"
                          onClick={() => {
                            setId(one.id);
                            show("package");
                          }}
                        >
                          {t("author.new_version")}
                          <span className="hidden">: {one.id}</span>
                        </button>
                      </>
                    )}
                  </td>
                </tr>
              ))}
            </Table>
          }
        </Loaded>
      </section>
      {writes && <GitSource course={course} known={known} id={id} setId={setId} onMade={setVerified} />}
    </div>
  );
}

interface Uploading {
  course: string;
  known: Problem[];
  id: string;
  setId: (id: string) => void;
  onMade: (id: string) => void;
}

function Upload({ course, known, id, setId, onMade }: Uploading) {
  const { t, number } = useT();
  const queries = useQueryClient();
  const { busy, error, run } = useAct();
  const [file, setFile] = useState<File | null>(null);
  const [share, setShare] = useState(0);
  const [made, setMade] = useState<Problem | null>(null);
  const result = useRef<HTMLDivElement>(null);
  const before = known.find((one) => one.id === id);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (file === null) return;
    setMade(null);
    setShare(0);
    void run(async () => {
      const path = `/v1/problems/${encodeURIComponent(id)}?course=${encodeURIComponent(course)}`;
      setMade(await upload<Problem>("PUT", path, file, "application/octet-stream", setShare));
      setFile(null);
      await queries.invalidateQueries({ queryKey: ["problems"] });
      await queries.invalidateQueries({ queryKey: ["page", id] });
      onMade(id);
    }).then(() => result.current?.focus());
  };
  return (
    <form className="sheet" id="package" onSubmit={send}>
      <h2>{t("author.upload")}</h2>
      <p className="soft">{t("author.upload_is")}</p>
      <DropFile
        label={t("author.choose")}
        accept=".zip,.tar,.tgz,.gz,.xz,.zst,.bz2,application/zip"
        onFile={(chosen) => {
          setFile(chosen);
          setMade(null);
          if (id === "") setId(idOf(chosen.name));
        }}
      />
      <p className="gap-above" role="status">
        {file ? t("author.chosen", { name: file.name, size: bytes(file.size, number) }) : t("author.none_chosen")}
      </p>
      <label className="field">
        {t("author.id")}
        <input
          type="text"
          required
          pattern="[a-z0-9][a-z0-9._\-]{0,99}"
          value={id}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setId(event.target.value)}
          aria-describedby="id-help"
        />
      </label>
      <p id="id-help" className="small soft">
        {before ? t("author.replaces", { version: before.version + 1 }) : t("author.id_is")}
      </p>
      <div className="row">
        <button className="button main" disabled={busy || file === null}>
          {t("author.send")}
        </button>
        {busy && (
          <label className="row small">
            <span>{share < 1 ? t("author.sending", { share: `${number(100 * share, 0)} %` }) : t("author.checking")}</span>
            <progress max={1} value={share < 1 ? share : undefined} />
          </label>
        )}
      </div>
      <div ref={result} tabIndex={-1} className="result">
        {error !== null && <PackageErrors error={error} />}
        {made && (
          <div className="notice good gap-above" role="status">
            <p>
              {t("author.made", { title: made.title || made.id, version: made.version, format: made.format ?? "" })}
            </p>
            <Link className="button" href={`/problems/${encodeURIComponent(made.id)}`}>
              {t("author.look")}
            </Link>
          </div>
        )}
      </div>
    </form>
  );
}
