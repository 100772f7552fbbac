import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError, type Schemas, client, take } from "./client";
import { type ExamWork, isTakenOver } from "./exam";
import type { SourceFile } from "./report";

// Where something is kept: the server numbers what it has, and refuses what is not from its newest.
export interface Store<T> {
  name: string; // another one begins anew
  load: () => Promise<{ version: number; value: T; savedAt: string }>;
  save: (version: number, value: T) => Promise<{ version: number; savedAt: string }>;
  lost?: () => void; // it went on elsewhere
}

// What the server has on disk, as far as this browser knows.
interface Base {
  version: number;
  files: string; // the value, as JSON
}
export interface Saving {
  state: "asking" | "changed" | "saving" | "saved" | "away" | "refused";
  savedAt: string;
  why: string; // it was refused
  conflict: boolean; // somebody saved something else: one of the two has to be chosen
  takeOther: () => void;
  keepMine: () => void;
}

const kCalm = 700; // after the last key
const kLongest = 4_000; // also while somebody types and types

function readBase(key: string): Base | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null") as Base | null;
  } catch {
    return null;
  }
}

// Keeps `value` in the store, and says so once the server has it on disk. What could not be saved is tried again until it
// is; what another window saved is never overwritten unasked.
export function useSaving<T>(
  store: Store<T> | undefined,
  key: string,
  value: T,
  pristine: boolean,
  replace: (value: T) => void,
): Saving {
  const text = JSON.stringify(value);
  const [base, setBase] = useState<Base | null>(null);
  const [busy, setBusy] = useState(false);
  const [tries, setTries] = useState(0);
  const [nudge, setNudge] = useState(0);
  const [savedAt, setSavedAt] = useState("");
  const [why, setWhy] = useState("");
  const [other, setOther] = useState<{ base: Base; value: T } | null>(null);
  const changedAt = useRef(0);
  const now = useRef({ text, pristine, replace, store });
  now.current = { text, pristine, replace, store };
  const name = store?.name ?? "";

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
    if (isTakenOver(error)) now.current.store?.lost?.();
    else if (error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429)
      setWhy(error.message);
    else setTries((n) => n + 1);
  }, []);
  // Meets what is here with what the server has.
  const meet = useCallback(async () => {
    const found = await now.current.store?.load();
    if (found === undefined) return;
    const theirs: Base = { version: found.version, files: JSON.stringify(found.value) };
    const known = readBase(key);
    const untouched = known === null ? now.current.pristine : known.files === now.current.text;
    if (theirs.version === 0) keep({ version: 0, files: "" }, "");
    else if (theirs.files === now.current.text || known?.version === theirs.version) keep(theirs, found.savedAt);
    else if (untouched) {
      now.current.replace(found.value);
      keep(theirs, found.savedAt);
    } else setOther({ base: theirs, value: found.value });
  }, [key, keep]);

  useEffect(() => {
    if (name === "" || base !== null || other !== null || why !== "") return undefined;
    const timer = window.setTimeout(
      () => {
        meet().catch(failed);
      },
      tries === 0 ? 0 : Math.min(15_000, 500 * 2 ** tries),
    );
    return () => window.clearTimeout(timer);
  }, [name, base, other, why, tries, nudge, meet, failed]);

  useEffect(() => {
    if (name === "" || base === null || busy || other !== null || why !== "" || text === base.files)
      return undefined;
    if (changedAt.current === 0) changedAt.current = Date.now();
    const calm = Date.now() - changedAt.current > kLongest ? 0 : kCalm;
    const timer = window.setTimeout(
      () => {
        const kept = now.current.store;
        if (kept === undefined) return;
        setBusy(true);
        kept
          .save(base.version, JSON.parse(text) as T)
          .then(
            (saved) => keep({ version: saved.version, files: text }, saved.savedAt),
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
  }, [name, base, busy, other, why, text, tries, nudge, keep, meet, failed]);

  useEffect(() => {
    const again = () => {
      setTries(0);
      setNudge((n) => n + 1);
    };
    window.addEventListener("online", again);
    return () => window.removeEventListener("online", again);
  }, []);

  const state = ((): Saving["state"] => {
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
    conflict: other !== null,
    takeOther: () => {
      if (other === null) return;
      replace(other.value);
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

const filesOf = (draft: Schemas["WorkDraft"]): SourceFile[] =>
  (draft.files ?? []).map((file) => ({ path: file.path ?? "", text: file.text ?? "" }));

// What the editor of an exam holds.
export function examStore(exam: ExamWork | undefined): Store<SourceFile[]> | undefined {
  if (exam === undefined) return undefined;
  const { course, assignment: id, session, lost } = exam;
  const params = { params: { path: { course, id } } };
  return {
    name: session,
    lost,
    load: async () => {
      const draft = await take(client.GET("/v1/courses/{course}/assignments/{id}/draft", params));
      return { version: draft.version ?? 0, value: filesOf(draft), savedAt: draft.saved_at ?? "" };
    },
    save: async (version, files) => {
      const body = { session, version, files };
      const saved = await take(client.PUT("/v1/courses/{course}/assignments/{id}/draft", { ...params, body }));
      return { version: saved.version ?? 0, savedAt: saved.saved_at ?? "" };
    },
  };
}
