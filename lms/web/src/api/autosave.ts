import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError, type Schemas, client, take } from "./client";
import { type ExamWork, isTakenOver } from "./exam";
import type { SourceFile } from "./report";

// What the server has on disk, as far as this browser knows.
interface Base {
  version: number;
  files: string; // as JSON
}
export interface Autosave {
  state: "asking" | "changed" | "saving" | "saved" | "away" | "refused";
  savedAt: string;
  why: string; // it was refused
  other: SourceFile[] | null; // somebody saved another text: one of the two has to be chosen
  takeOther: () => void;
  keepMine: () => void;
}

const kCalm = 700; // after the last key
const kLongest = 4_000; // also while somebody types and types

const filesOf = (draft: Schemas["WorkDraft"]): SourceFile[] =>
  (draft.files ?? []).map((file) => ({ path: file.path ?? "", text: file.text ?? "" }));

function readBase(key: string): Base | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null") as Base | null;
  } catch {
    return null;
  }
}

// Saves what the editor of an exam holds, and says so once the server has it on disk. What could not be saved is tried
// again until it is; what another window saved is never overwritten unasked.
export function useAutosave(
  exam: ExamWork | undefined,
  key: string,
  files: SourceFile[],
  pristine: boolean,
  replace: (files: SourceFile[]) => void,
): Autosave {
  const text = JSON.stringify(files);
  const [base, setBase] = useState<Base | null>(null);
  const [busy, setBusy] = useState(false);
  const [tries, setTries] = useState(0);
  const [nudge, setNudge] = useState(0);
  const [savedAt, setSavedAt] = useState("");
  const [why, setWhy] = useState("");
  const [other, setOther] = useState<{ base: Base; files: SourceFile[] } | null>(null);
  const changedAt = useRef(0);
  const now = useRef({ text, pristine, replace, exam });
  now.current = { text, pristine, replace, exam };
  const session = exam?.session ?? "";
  const course = exam?.course ?? "";
  const id = exam?.assignment ?? "";

  const keep = useCallback(
    (next: Base, at: string) => {
      setBase(next);
      setSavedAt(at);
      setTries(0);
      changedAt.current = 0;
      try {
        localStorage.setItem(key, JSON.stringify(next));
      } catch {
        // no room in this browser: the server has it
      }
    },
    [key],
  );
  const failed = useCallback((error: unknown) => {
    if (isTakenOver(error)) now.current.exam?.lost();
    else if (error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429)
      setWhy(error.message);
    else setTries((n) => n + 1);
  }, []);
  // Meets what is here with what the server has.
  const meet = useCallback(async () => {
    const draft = await take(
      client.GET("/v1/courses/{course}/assignments/{id}/draft", { params: { path: { course, id } } }),
    );
    const theirs: Base = { version: draft.version ?? 0, files: JSON.stringify(filesOf(draft)) };
    const known = readBase(key);
    const untouched = known === null ? now.current.pristine : known.files === now.current.text;
    if (theirs.version === 0) keep({ version: 0, files: "" }, "");
    else if (theirs.files === now.current.text || known?.version === theirs.version) keep(theirs, draft.saved_at ?? "");
    else if (untouched) {
      now.current.replace(filesOf(draft));
      keep(theirs, draft.saved_at ?? "");
    } else setOther({ base: theirs, files: filesOf(draft) });
  }, [course, id, key, keep]);

  useEffect(() => {
    if (session === "" || base !== null || other !== null || why !== "") return undefined;
    const timer = window.setTimeout(
      () => {
        meet().catch(failed);
      },
      tries === 0 ? 0 : Math.min(15_000, 500 * 2 ** tries),
    );
    return () => window.clearTimeout(timer);
  }, [session, base, other, why, tries, nudge, meet, failed]);

  useEffect(() => {
    if (session === "" || base === null || busy || other !== null || why !== "" || text === base.files)
      return undefined;
    if (changedAt.current === 0) changedAt.current = Date.now();
    const calm = Date.now() - changedAt.current > kLongest ? 0 : kCalm;
    const timer = window.setTimeout(
      () => {
        setBusy(true);
        take(
          client.PUT("/v1/courses/{course}/assignments/{id}/draft", {
            params: { path: { course, id } },
            body: { session, version: base.version, files: JSON.parse(text) as SourceFile[] },
          }),
        )
          .then(
            (saved) => keep({ version: saved.version ?? 0, files: text }, saved.saved_at ?? ""),
            (error: unknown) => {
              const elsewhere = error instanceof ApiError && error.status === 409 && error.message.startsWith("version:");
              if (elsewhere) return meet().catch(failed);
              failed(error);
              return undefined;
            },
          )
          .finally(() => setBusy(false));
      },
      tries === 0 ? calm : Math.min(15_000, 500 * 2 ** tries),
    );
    return () => window.clearTimeout(timer);
  }, [session, course, id, base, busy, other, why, text, tries, nudge, keep, meet, failed]);

  useEffect(() => {
    const again = () => {
      setTries(0);
      setNudge((n) => n + 1);
    };
    window.addEventListener("online", again);
    return () => window.removeEventListener("online", again);
  }, []);

  const state = ((): Autosave["state"] => {
    if (why !== "") return "refused";
    if (tries > 0) return "away";
    if (base === null) return "asking";
    if (busy) return "saving";
    return text === base.files ? "saved" : "changed";
  })();
  return {
    state,
    savedAt,
    why,
    other: other?.files ?? null,
    takeOther: () => {
      if (other === null) return;
      replace(other.files);
      keep(other.base, savedAt);
      setOther(null);
    },
    keepMine: () => {
      if (other === null) return;
      keep(other.base, savedAt);
      setOther(null);
    },
  };
}
