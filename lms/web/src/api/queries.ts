import { useQuery } from "@tanstack/react-query";
import { type Schemas, type Session, type Submission, client, keepCsrf, take } from "./client";
import { examHeader } from "./exam";

export const keys = {
  me: ["me"] as const,
  problems: (course: string) => ["problems", course] as const,
  page: (id: string) => ["page", id] as const,
  submissions: (filter: Record<string, string>) => ["submissions", filter] as const,
  submission: (id: string) => ["submission", id] as const,
};

export interface Me {
  id: string;
  tenant: string;
  name: string;
  email: string;
  administrator: boolean;
  roles: { course: string; role: string }[];
  byToken: boolean;
  // Whether they may do that, by the words of lms/permissions; in a course, or in the organisation.
  may: (action: string, course?: string) => boolean;
}

export function meOf(session: Session): Me {
  keepCsrf(session.csrf_token ?? "");
  const { id, tenant, name, email, administrator } = session.person;
  const roles = session.courses.map(({ course, role }) => ({ course, role }));
  const may = (action: string, course?: string) =>
    ((course === undefined || administrator) && session.permissions.includes(action)) ||
    session.courses.some((one) => one.course === course && one.permissions.includes(action));
  return { id, tenant, name, email: email ?? "", administrator, roles, byToken: session.kind === "token", may };
}

export const useMe = () =>
  useQuery({
    queryKey: keys.me,
    queryFn: async () => meOf(await take(client.GET("/v1/session"))),
    retry: false,
    staleTime: 60_000,
  });

export const useProblems = (course = "") =>
  useQuery({
    queryKey: keys.problems(course),
    queryFn: async () => {
      // A page may hold fewer than there are, or none: the token says whether there are more.
      const problems: Schemas["Problem"][] = [];
      let token: string | undefined;
      do {
        const page = await take(
          client.GET("/v1/problems", {
            params: {
              query: { page_size: 200, ...(course ? { course } : {}), ...(token ? { page_token: token } : {}) },
            },
          }),
        );
        problems.push(...page.problems);
        token = page.next_page_token;
      } while (token);
      return { problems };
    },
  });

// `session`: of the exam that the problem belongs to.
export const useProblemPage = (id: string, session = "") =>
  useQuery({
    queryKey: [...keys.page(id), session],
    queryFn: () =>
      take(client.GET("/v1/problems/{id}/page", { params: { path: { id }, header: examHeader(session) } })),
  });

export const useSubmissions = (filter: { course?: string; problem?: string; person?: string; page_size?: number }) =>
  useQuery({
    queryKey: keys.submissions(filter as Record<string, string>),
    queryFn: () => take(client.GET("/v1/submissions", { params: { query: filter } })),
  });

// Everything of a course or of a person, newest first, up to `most`.
export async function allSubmissions(filter: { course?: string; person?: string }, most: number): Promise<Submission[]> {
  const all: Submission[] = [];
  let token: string | undefined;
  do {
    const page = await take(
      client.GET("/v1/submissions", {
        params: { query: { ...filter, page_size: 200, ...(token ? { page_token: token } : {}) } },
      }),
    );
    all.push(...page.submissions);
    token = page.next_page_token;
  } while (token && all.length < most);
  return all;
}

export const useOwnSubmissions = (person: string | undefined) =>
  useQuery({
    enabled: person !== undefined,
    queryKey: ["submissions", "own", person],
    queryFn: () => allSubmissions({ person: person ?? "" }, 5_000),
  });

export const useSubmission = (id: string) =>
  useQuery({
    queryKey: keys.submission(id),
    queryFn: () => take(client.GET("/v1/submissions/{id}", { params: { path: { id } } })),
  });

// For administrators.
export const useQueue = (enabled = true) =>
  useQuery({ enabled, queryKey: ["queue"], queryFn: () => take(client.GET("/v1/queue")), refetchInterval: 4_000 });

export const useWorkers = () =>
  useQuery({ queryKey: ["workers"], queryFn: () => take(client.GET("/v1/workers")), refetchInterval: 4_000 });

// One's courses, and what is due in all of them.
export const useCourses = () =>
  useQuery({ queryKey: ["courses"], queryFn: () => take(client.GET("/v1/courses")) });

export const useCoursePeople = (course: string, every: number | false = false) =>
  useQuery({
    queryKey: ["people", course],
    staleTime: 300_000,
    refetchInterval: every,
    queryFn: () => take(client.GET("/v1/courses/{course}/people", { params: { path: { course } } })),
  });

export const useDashboard = (course: string) =>
  useQuery({
    queryKey: ["dashboard", course],
    refetchInterval: 20_000,
    queryFn: () => take(client.GET("/v1/courses/{course}/dashboard", { params: { path: { course } } })),
  });

export const useAssignment = (course: string, id: string) =>
  useQuery({
    queryKey: ["assignment", course, id],
    queryFn: () =>
      take(client.GET("/v1/courses/{course}/assignments/{id}", { params: { path: { course, id } } })),
  });
