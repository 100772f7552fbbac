import type { Remark } from "./course";
import type { SourceFile } from "./report";

export interface Placed {
  remark: Remark;
  path: string;
  line: number; // from 1, in the files that are shown
}

// A remark belongs to the work and not to one submission: in another one it stands where its text stands now. Of
// several such places the one whose lines before are the same, then the nearest. What is nowhere any more is lost.
export function placeRemarks(remarks: Remark[], files: SourceFile[], submission: string) {
  const lines = new Map(files.map((file) => [file.path, file.text.split("\n")]));
  const placed: Placed[] = [];
  const lost: Remark[] = [];
  for (const remark of remarks) {
    const path = remark.path ?? "";
    const line = remark.line ?? 1;
    const here = lines.get(path);
    if (here !== undefined && remark.submission === submission) {
      placed.push({ remark, path, line: Math.min(line, here.length) });
      continue;
    }
    const found = here && findAnchor(here, remark.anchor ?? "", remark.context ?? "", line);
    if (found) placed.push({ remark, path, line: found });
    else lost.push(remark);
  }
  return { placed, lost };
}

function findAnchor(lines: string[], anchor: string, context: string, near: number): number | null {
  const wanted = anchor.split("\n").map((line) => line.trim());
  if (wanted.every((line) => line === "")) return null;
  const before = context.split("\n").map((line) => line.trim());
  let best: { line: number; rank: number } | null = null;
  for (let i = 0; i + wanted.length <= lines.length; ++i) {
    if (!wanted.every((line, k) => lines[i + k]?.trim() === line)) continue;
    const same = context !== "" && before.every((line, k) => (lines[i - before.length + k] ?? "").trim() === line);
    const rank = Math.abs(i + 1 - near) - (same ? 1e6 : 0);
    if (best === null || rank < best.rank) best = { line: i + 1, rank };
  }
  return best?.line ?? null;
}

const kContext = 2;

export function anchorAt(file: SourceFile, line: number): { anchor: string; context: string } {
  const lines = file.text.split("\n");
  return {
    anchor: lines[line - 1] ?? "",
    context: lines.slice(Math.max(0, line - 1 - kContext), line - 1).join("\n"),
  };
}
