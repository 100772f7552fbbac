import { useQuery } from "@tanstack/react-query";
import { ApiError, type Event, type Schemas, client, take } from "./client";

export type Verification = Schemas["Verification"];
export type Finding = Schemas["VerificationReport"]["findings"][number];
export type Example = Schemas["VerificationReport"]["examples"][number];
export type GitSource = Schemas["GitSource"];
export type GitOrigin = Schemas["GitOrigin"];

export const authoringKeys = {
  verification: (problem: string) => ["verification", problem] as const,
  origin: (problem: string) => ["origin", problem] as const,
};

// null: there is none.
const orNone = async <T>(what: Promise<T>): Promise<T | null> => {
  try {
    return await what;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
};
const at = (id: string) => ({ params: { path: { id } } });

export const useVerification = (problem: string) =>
  useQuery({
    queryKey: authoringKeys.verification(problem),
    queryFn: () => orNone(take(client.GET("/v1/problems/{id}/verification", at(problem)))),
  });

export const startVerification = (problem: string) => take(client.POST("/v1/problems/{id}/verification", at(problem)));

export const useOrigin = (problem: string) =>
  useQuery({
    queryKey: authoringKeys.origin(problem),
    queryFn: () => orNone(take(client.GET("/v1/problems/{id}/git", at(problem)))),
    enabled: problem !== "",
  });

export const lookAtOrigin = (id: string) =>
  take(client.GET("/v1/problems/{id}/git", { params: { path: { id }, query: { look: true } } }));

export const putFromGit = (id: string, course: string, body: GitSource) =>
  take(client.PUT("/v1/problems/{id}/git", { params: { path: { id }, query: { course } }, body }));

// What a verification told so far.
export interface Told {
  done: number;
  total: number;
  findings: Finding[];
  examples: Example[];
  error: string;
}
export const kNothingTold: Told = { done: 0, total: 0, findings: [], examples: [], error: "" };

const severityOf = (group: string): Finding["severity"] => (group === "error" || group === "warning" ? group : "note");

export function tell(told: Told, event: Event): Told {
  if (event.type === "restarted") return kNothingTold;
  if (event.type === "started") return { ...told, total: event.started?.total_tests ?? told.total };
  if (event.type === "error") return { ...told, error: event.detail ?? "" };
  const test = event.test;
  if (event.type !== "test" || !test) return told;
  const next = { ...told, done: test.done, total: Math.max(told.total, test.total) };
  if (test.part === "findings") {
    const finding = { severity: severityOf(test.group ?? ""), where: test.name, what: test.message ?? "" };
    return { ...next, findings: [...told.findings, finding] };
  }
  if (test.part !== "examples") return next;
  const example = {
    name: test.name,
    expected: test.title ?? "",
    verdict: test.verdict,
    agrees: test.score === 1,
    why: test.message ? [test.message] : [],
    cpu_ms: 0,
  };
  return { ...next, examples: [...told.examples, example] };
}
