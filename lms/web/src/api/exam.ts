import { useState } from "react";
import { ApiError, client, take } from "./client";

// An exam that was begun in this tab. Another tab, or another machine, has to take it over first.
export interface ExamWork {
  course: string;
  assignment: string;
  session: string;
  lost: () => void; // it was taken over elsewhere
}

export const isTakenOver = (error: unknown): boolean =>
  error instanceof ApiError && error.status === 409 && error.message.startsWith("session:");

export const examHeader = (session: string): { "Assay-Exam-Session"?: string } =>
  session === "" ? {} : { "Assay-Exam-Session": session };

// The session outlives a reload and not the tab.
export function useExamSession(person: string, course: string, assignment: string) {
  const key = `assay.exam.${person}.${course}.${assignment}`;
  const [session, setSession] = useState(() => sessionStorage.getItem(key) ?? "");
  const keep = (value: string) => {
    if (value === "") sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, value);
    setSession(value);
  };
  const begin = async (takeOver: boolean) => {
    const state = await take(
      client.POST("/v1/courses/{course}/assignments/{id}/exam", {
        params: { path: { course, id: assignment } },
        body: { take_over: takeOver },
      }),
    );
    keep(state.session ?? "");
    return state;
  };
  return { session, begin, forget: () => keep("") };
}
