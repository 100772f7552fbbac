import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { type Schemas, client, take } from "./client";

// How a text comes to be in the editor: sizes and times, never text; and only of who agreed to it.
export type Edits = Required<Schemas["Edits"]>;
export type Change = "typed" | "pasted" | "other";

const kPause = 60_000; // a longer one is not writing

interface Record {
  first: number; // milliseconds since 1970
  last: number;
  active: number;
  typed: number;
  pasted: number;
  pastes: number;
  largest: number;
}

function read(key: string): Record | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null") as Record | null;
  } catch {
    return null;
  }
}

// Kept beside the draft, so that it outlives the tab as that does; who takes the consent back leaves nothing behind in this
// browser either. `agreed`: undefined: not known yet.
export function useEditHistory(key: string, agreed: boolean | undefined) {
  const kept = useRef<Record | null>(null);
  const forget = () => {
    kept.current = null;
    localStorage.removeItem(key);
  };
  useEffect(() => {
    if (agreed === false) forget();
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [agreed]);
  const note = (what: Change, characters: number) => {
    if (!agreed) return;
    const now = Date.now();
    const before = kept.current ?? read(key) ?? { first: now, last: now, active: 0, typed: 0, pasted: 0, pastes: 0, largest: 0 };
    const pause = now - before.last;
    const next = { ...before, last: now, active: before.active + (pause > 0 && pause < kPause ? pause : 0) };
    if (what === "typed") next.typed += characters;
    if (what === "pasted" && characters > 0) {
      next.pasted += characters;
      next.pastes += 1;
      next.largest = Math.max(next.largest, characters);
    }
    kept.current = next;
    try {
      localStorage.setItem(key, JSON.stringify(next));
    } catch {
      // no room in this browser: it is still on the page
    }
  };
  const told = (): Edits | undefined => {
    const record = agreed ? (kept.current ?? read(key)) : null;
    if (record === null) return undefined;
    const span = Math.max(Date.now() - record.first, 0);
    return {
      span_ms: span,
      active_ms: Math.min(record.active, span),
      typed: record.typed,
      pasted: record.pasted,
      pastes: record.pastes,
      largest_paste: record.largest,
    };
  };
  return { note, told, forget };
}

export const kEditHistory = "edit_history";

// undefined: not known yet.
export function useConsent(purpose: string) {
  const queries = useQueryClient();
  const key = ["consents"];
  const query = useQuery({ queryKey: key, queryFn: () => take(client.GET("/v1/me/consents")), staleTime: 60_000 });
  const granted = query.data && query.data.consents.some((one) => one.purpose === purpose && one.granted);
  // Shown at once, and taken back where the server does not have it.
  const set = async (value: boolean) => {
    const others = (query.data?.consents ?? []).filter((one) => one.purpose !== purpose);
    queries.setQueryData(key, { consents: [...others, { purpose, granted: value }] });
    try {
      await take(client.PUT("/v1/me/consents/{purpose}", { params: { path: { purpose } }, body: { granted: value } }));
    } finally {
      await queries.invalidateQueries({ queryKey: key });
    }
  };
  return { granted, set };
}
