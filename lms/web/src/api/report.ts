import { useQuery } from "@tanstack/react-query";
import { type Submission, client, take } from "./client";

// docs/report.schema.json, as far as it is shown.
export interface Excerpt {
  text: string;
  total_bytes: number;
}
export interface ReportTest {
  name: string;
  title?: string;
  group?: string;
  verdict: string;
  score: number;
  max_score: number;
  sample?: boolean;
  hidden?: boolean;
  message?: string;
  hints?: string[];
  feedback?: string;
  judge_feedback?: string;
  transcript?: string;
  input?: Excerpt;
  expected?: Excerpt;
  actual?: Excerpt;
  errors?: Excerpt;
  cpu_ms?: number;
  time_limit_ms?: number;
  memory_bytes?: number;
  memory_limit_bytes?: number;
}
export interface Annotation {
  severity: string;
  file: string;
  line: number;
  rule?: string;
  message: string;
}
export interface Report {
  verdict: string;
  score: number;
  max_score: number;
  message?: string;
  compiler_output?: string;
  parts: { name: string; title?: string; message?: string; tests: ReportTest[] }[];
  annotations?: Annotation[];
}

export function useReport(submission: Submission | undefined) {
  const done = submission?.state === "done" && submission.problem !== undefined;
  return useQuery({
    enabled: done,
    queryKey: ["report", submission?.id, submission?.judgement],
    queryFn: async () =>
      (await take(
        client.GET("/v1/submissions/{id}/report", { params: { path: { id: submission?.id ?? "" } } }),
      )) as unknown as Report,
  });
}

export interface SourceFile {
  path: string;
  text: string;
}

export function fromBase64(data: string): string {
  const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}

export function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

export const useSource = (id: string) =>
  useQuery({
    enabled: id !== "",
    queryKey: ["source", id],
    queryFn: async (): Promise<SourceFile[]> => {
      const source = await take(client.GET("/v1/submissions/{id}/source", { params: { path: { id } } }));
      return source.files.map((file) => ({ path: file.path, text: fromBase64(file.data) }));
    },
  });
