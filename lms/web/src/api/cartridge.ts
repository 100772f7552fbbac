// Courses from other platforms.
import type { Schemas } from "./client";
import { upload } from "./files";

export type Cartridge = Schemas["CartridgeImport"];
export type CartridgeEntry = Schemas["CartridgeEntry"];
export type Choice = { only: string; again: boolean };

// What would come, or with a `key`, by which a lost answer may be asked for again, what came.
export const importCartridge = (course: string, file: File, choice: Choice | null, key: string) => {
  const query = new URLSearchParams(key === "" ? {} : { apply: "true" });
  if (choice?.only) query.set("only", choice.only);
  if (choice?.again) query.set("again", "true");
  return upload<Cartridge>(
    "POST",
    `/v1/courses/${encodeURIComponent(course)}/import?${query}`,
    file,
    "application/zip",
    () => {},
    key === "" ? {} : { "Idempotency-Key": key },
  );
};

// [1, 2, 3, 7] is "1-3,7".
export function ranges(numbers: number[]): string {
  const parts: [number, number][] = [];
  for (const one of [...numbers].sort((a, b) => a - b)) {
    const last = parts.at(-1);
    if (last && last[1] === one - 1) last[1] = one;
    else parts.push([one, one]);
  }
  return parts.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(",");
}
