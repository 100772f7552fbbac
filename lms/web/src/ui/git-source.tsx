import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { type GitOrigin, authoringKeys, lookAtOrigin, putFromGit, useOrigin } from "../api/authoring";
import type { Problem } from "../api/client";
import { useT } from "../i18n";
import { useAct } from "./act";
import { Check } from "./check";
import { PackageErrors } from "./package-errors";

const short = (commit: string): string => commit.slice(0, 12);

// A package from a folder of a git repository: a new problem, or a new version of one.
export function GitSource(props: {
  course: string;
  known: Problem[];
  id: string;
  setId: (id: string) => void;
  onMade: (id: string) => void;
}) {
  const { course, known, id, setId, onMade } = props;
  const { t } = useT();
  const queries = useQueryClient();
  const { busy, error, run } = useAct();
  const [url, setUrl] = useState("");
  const [ref, setRef] = useState("");
  const [folder, setFolder] = useState("");
  const [token, setToken] = useState("");
  const [forget, setForget] = useState(false);
  const [touched, setTouched] = useState(false);
  const [made, setMade] = useState<(GitOrigin & { id: string }) | null>(null);
  const result = useRef<HTMLDivElement>(null);
  const before = known.find((one) => one.id === id);
  const origin = useOrigin(before ? id : "");
  const from = before && origin.data ? origin.data : null;
  // Where the problem is from, or nowhere: never where another one is from. What was typed stays.
  useEffect(() => {
    setForget(false);
    if (touched) return;
    setUrl(from?.url ?? "");
    setRef(from?.ref ?? "");
    setFolder(from?.folder ?? "");
  }, [from, touched]);
  const send = (event: FormEvent) => {
    event.preventDefault();
    setMade(null);
    void run(async () => {
      const kept = token === "" && !forget ? {} : { token };
      setMade({ ...(await putFromGit(id, course, { url, ref, folder, ...kept })), id });
      setToken("");
      setTouched(false);
      await queries.invalidateQueries({ queryKey: ["problems"] });
      await queries.invalidateQueries({ queryKey: ["page", id] });
      await queries.invalidateQueries({ queryKey: authoringKeys.origin(id) });
      onMade(id);
    }).then(() => result.current?.focus());
  };
  const text = (name: "url" | "ref" | "folder", value: string, set: (value: string) => void, required = false) => (
    <label className="field">
      {t(`git.${name}`)}
      <input
        type="text"
        inputMode={name === "url" ? "url" : undefined}
        required={required}
        value={value}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          setTouched(true);
          set(event.target.value);
        }}
      />
    </label>
  );
  return (
    <form className="sheet" id="git" onSubmit={send}>
      <h2>{t("git.title")}</h2>
      <p className="soft">{t("git.is")}</p>
      <label className="field">
        {t("git.id")}
        <input
          type="text"
          required
          pattern="[a-z0-9][a-z0-9._\-]{0,99}"
          value={id}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setId(event.target.value)}
        />
      </label>
      {text("url", url, setUrl, true)}
      {text("ref", ref, setRef)}
      {text("folder", folder, setFolder)}
      <label className="field">
        {t("git.token")}
        <input
          type="password"
          disabled={forget}
          value={token}
          autoComplete="off"
          onChange={(event) => setToken(event.target.value)}
          aria-describedby="git-token-help"
        />
      </label>
      <p id="git-token-help" className="small soft">
        {t(from?.has_token ? "git.token_kept" : "git.token_is")}
      </p>
      {from?.has_token && (
        <Check
          label={t("git.token_forget")}
          value={forget}
          set={(value) => {
            setForget(value);
            setToken("");
          }}
        />
      )}
      <div className="row">
        <button className="button main" disabled={busy}>
          {t("git.send")}
        </button>
        {busy && (
          <span className="small" role="status">
            {t("git.fetching")}
          </span>
        )}
      </div>
      {from && <Origin key={from.commit} id={id} from={from} />}
      <div ref={result} tabIndex={-1} className="result">
        {error !== null && <PackageErrors error={error} />}
        {made && (
          <div className="notice good gap-above" role="status">
            {t("git.made", { id: made.id, version: made.version, commit: short(made.commit) })}
          </div>
        )}
      </div>
    </form>
  );
}

// Where the newest version is from, and whether there is something newer.
function Origin({ id, from }: { id: string; from: GitOrigin }) {
  const { t } = useT();
  const { busy, error, run } = useAct();
  const [now, setNow] = useState("");
  const look = () => void run(async () => setNow((await lookAtOrigin(id)).now_at));
  return (
    <div className="gap-above">
      <p>
        {t("git.from", { version: from.version })} <span className="mono">{from.url}</span>
        {from.folder && (
          <>
            {", "}
            <span className="mono">{from.folder}</span>
          </>
        )}
        , <span className="mono">{short(from.commit)}</span>
      </p>
      <div className="row">
        <button type="button" className="button narrow" disabled={busy} onClick={look}>
          {t("git.look")}
        </button>
        <span role="status">
          {now !== "" && (now === from.commit ? t("git.same") : t("git.moved", { commit: short(now) }))}
        </span>
      </div>
      {error !== null && <PackageErrors error={error} />}
    </div>
  );
}
