// Quizzes: what is asked, what was answered, what came of it.
import { useQuery } from "@tanstack/react-query";
import type { Store } from "./autosave";
import { type Schemas, client, take } from "./client";
import { courseKeys } from "./course";
import { download, upload } from "./files";

export type Quiz = Schemas["Quiz"];
export type Question = Schemas["QuizQuestion"];
export type Choice = Schemas["QuizChoice"];
export type Asked = Schemas["QuizAskedQuestion"];
export type Answer = Schemas["QuizAnswer"];
export type Attempt = Schemas["QuizAttempt"];
export const kinds = ["single", "multiple", "number", "text", "essay", "code"] as const;

const at = (course: string, id: string) => ({ params: { path: { course, id } } });
const key = (course: string, id: string, ...rest: string[]) => [...courseKeys.all(course), "quiz", id, ...rest];

export const useQuiz = (course: string, id: string) =>
  useQuery({
    queryKey: key(course, id, "key"),
    queryFn: () => take(client.GET("/v1/courses/{course}/assignments/{id}/quiz", at(course, id))),
  });

export const useAttempts = (course: string, id: string, enabled = true) =>
  useQuery({
    enabled,
    queryKey: key(course, id, "attempts"),
    queryFn: () => take(client.GET("/v1/courses/{course}/assignments/{id}/attempts", at(course, id))),
  });

// One's own; or, for staff, somebody's.
export const useAttempt = (course: string, id: string, number: string, person = "") =>
  useQuery({
    queryKey: key(course, id, "attempt", number, person),
    queryFn: () =>
      person === ""
        ? take(
            client.GET("/v1/courses/{course}/assignments/{id}/attempts/{number}", {
              params: { path: { course, id, number } },
            }),
          )
        : take(
            client.GET("/v1/courses/{course}/assignments/{id}/quiz/people/{person}/attempts/{number}", {
              params: { path: { course, id, person, number } },
            }),
          ),
  });

export const useResults = (course: string, id: string) =>
  useQuery({
    queryKey: key(course, id, "results"),
    queryFn: async () =>
      (await take(client.GET("/v1/courses/{course}/assignments/{id}/quiz/results", at(course, id)))).attempts ?? [],
  });

export const useAnalysis = (course: string, id: string) =>
  useQuery({
    queryKey: key(course, id, "analysis"),
    queryFn: () => take(client.GET("/v1/courses/{course}/assignments/{id}/quiz/analysis", at(course, id))),
  });

export const useQuizChanges = (course: string, id: string) =>
  useQuery({
    queryKey: key(course, id, "changes"),
    queryFn: async () =>
      (await take(client.GET("/v1/courses/{course}/assignments/{id}/quiz/changes", at(course, id)))).changes ?? [],
  });

export const startAttempt = (course: string, id: string, session: string) =>
  take(client.POST("/v1/courses/{course}/assignments/{id}/attempts", { ...at(course, id), body: { session } }));

// What only the server says of a quiz is not sent back.
const written = ({ points, updated_at, updated_by, begun, ...value }: Quiz) => value;

export const previewQuiz = (course: string, id: string, value: Quiz, reason: string) =>
  take(
    client.POST("/v1/courses/{course}/assignments/{id}/quiz/preview", {
      ...at(course, id),
      body: { value: written(value), reason },
    }),
  );

export const putQuiz = (course: string, id: string, value: Quiz, reason: string) =>
  take(
    client.PUT("/v1/courses/{course}/assignments/{id}/quiz", {
      ...at(course, id),
      body: { value: written(value), reason },
    }),
  );

export const putMarks = (
  course: string,
  id: string,
  attempt: Attempt,
  marks: Schemas["QuizMark"][],
) =>
  take(
    client.PUT("/v1/courses/{course}/assignments/{id}/quiz/people/{person}/attempts/{number}/marks", {
      params: { path: { course, id, person: attempt.person ?? "", number: attempt.number ?? "" } },
      body: { marks },
    }),
  );

// In one form, so that the same answers are the same text.
export const answersOf = (answers: Answer[] | undefined): Answer[] =>
  (answers ?? [])
    .map(({ question = "", choices = [], text = "" }) => ({ question, choices: [...choices].sort(), text }))
    .filter((one) => one.choices.length > 0 || one.text !== "")
    .sort((a, b) => (a.question < b.question ? -1 : 1));

export function attemptStore(course: string, id: string, number: string, session: string): Store<Answer[]> {
  const params = { params: { path: { course, id, number } } };
  return {
    name: `${course} ${id} ${number} ${session}`,
    load: async () => {
      const found = await take(client.GET("/v1/courses/{course}/assignments/{id}/attempts/{number}", params));
      return { version: found.version ?? 0, value: answersOf(found.answers), savedAt: found.saved_at ?? "" };
    },
    save: async (version, answers) => {
      const body = { version, answers, session };
      const saved = await take(client.PUT("/v1/courses/{course}/assignments/{id}/attempts/{number}", { ...params, body }));
      return { version: saved.version ?? 0, savedAt: saved.saved_at ?? "" };
    },
  };
}

// The newest version is asked first: what another window saved since is not to be handed in unseen.
export const submitAttempt = (
  course: string,
  id: string,
  number: string,
  version: number,
  answers: Answer[],
  session: string,
) =>
  take(
    client.POST("/v1/courses/{course}/assignments/{id}/attempts/{number}/submit", {
      params: { path: { course, id, number } },
      body: { version, answers, session },
    }),
  );

const quizPath = (course: string, id: string) =>
  `/v1/courses/${encodeURIComponent(course)}/assignments/${encodeURIComponent(id)}/quiz`;

// A package of QTI: what would come of it, or with `apply` what came.
export const importQuiz = (course: string, id: string, file: File, apply: boolean) =>
  upload<Schemas["QuizImport"]>("POST", `${quizPath(course, id)}/import?apply=${apply}`, file, "application/zip", () => {});

export const exportQuiz = (course: string, id: string, format: "qti-2.1.zip" | "qti-3.0.zip") =>
  download(`${quizPath(course, id)}/export/${format}`, `quiz-${id}-${format}`);
