// What the pages of a course ask, and who may do what in it.
import { type QueryClient, useQuery } from "@tanstack/react-query";
import { type Schemas, client, take } from "./client";
import { type Me, useMe } from "./queries";

export type Assignment = Schemas["Assignment"];
export type AssignmentPage = Schemas["AssignmentPage"];
export type Grade = Schemas["Grade"];
export type GradeDetail = Schemas["GradeDetail"];
export type Gradebook = Schemas["Gradebook"];
export type BookStudent = Gradebook["students"][number];
export type Remark = Schemas["Annotation"];
export type Regrade = Schemas["Regrade"];
export type StudentGrades = Schemas["StudentGrades"];
export type Topic = Schemas["DiscussionTopic"];
export type Post = Schemas["DiscussionPost"];

const kStaff = new Set(["owner", "instructor", "assistant", "grader"]);
const kTeachers = new Set(["owner", "instructor"]);
const holds = (me: Me | undefined, course: string, roles: Set<string>) =>
  me !== undefined && (me.administrator || me.roles.some((one) => one.course === course && roles.has(one.role)));

// Only what is offered: the server decides.
export interface Rights {
  staff: boolean; // sees everybody's grades and gives them
  helper: boolean; // answers requests for more time
  teacher: boolean; // publishes and imports
}
export function useRights(course: string): Rights {
  const me = useMe().data;
  return {
    staff: holds(me, course, kStaff),
    helper: holds(me, course, kTeachers) || holds(me, course, new Set(["assistant"])),
    teacher: holds(me, course, kTeachers),
  };
}
export const teachesSomewhere = (me: Me): boolean => me.roles.some((one) => kStaff.has(one.role));
export const isStaffRole = (role: string): boolean => kStaff.has(role);

export const courseHref = (course: string, ...parts: string[]): string =>
  ["/courses", course, ...parts].map((part, i) => (i === 0 ? part : encodeURIComponent(part))).join("/");

export const courseKeys = {
  all: (course: string) => ["course", course] as const,
  grades: (course: string, id: string) => ["course", course, "grades", id] as const,
  grade: (course: string, id: string, person: string) => ["course", course, "grade", id, person] as const,
  remarks: (course: string, submission: string) => ["course", course, "remarks", submission] as const,
};

// Whatever was graded, answered or published shows in many places: all of the course is asked again when it is looked at.
export const courseChanged = (queries: QueryClient, course: string): Promise<unknown> =>
  Promise.all([
    queries.invalidateQueries({ queryKey: courseKeys.all(course) }),
    queries.invalidateQueries({ queryKey: ["assignment", course] }),
    queries.invalidateQueries({ queryKey: ["dashboard", course] }),
    queries.invalidateQueries({ queryKey: ["courses"] }),
  ]);

export const useCourse = (course: string) =>
  useQuery({
    queryKey: [...courseKeys.all(course), "page"],
    queryFn: () => take(client.GET("/v1/courses/{course}", { params: { path: { course } } })),
  });

export const useCourseText = (course: string, id: string) =>
  useQuery({
    queryKey: [...courseKeys.all(course), "text", id],
    queryFn: () => take(client.GET("/v1/courses/{course}/pages/{id}", { params: { path: { course, id } } })),
  });

export const useModules = (course: string) =>
  useQuery({
    queryKey: [...courseKeys.all(course), "modules"],
    queryFn: async () =>
      (await take(client.GET("/v1/courses/{course}/modules", { params: { path: { course } } }))).modules ?? [],
  });

export const useTopics = (course: string) =>
  useQuery({
    queryKey: [...courseKeys.all(course), "topics"],
    queryFn: async () =>
      (await take(client.GET("/v1/courses/{course}/discussions", { params: { path: { course } } }))).topics ?? [],
  });

export const useTopic = (course: string, id: string) =>
  useQuery({
    queryKey: [...courseKeys.all(course), "topic", id],
    queryFn: () => take(client.GET("/v1/courses/{course}/discussions/{id}", { params: { path: { course, id } } })),
  });

export const useAnnouncements = (course: string, enabled: boolean) =>
  useQuery({
    enabled,
    queryKey: [...courseKeys.all(course), "announcements"],
    queryFn: () => take(client.GET("/v1/courses/{course}/announcements", { params: { path: { course } } })),
  });

export const useAssignments = (course: string, enabled = true) =>
  useQuery({
    enabled,
    queryKey: [...courseKeys.all(course), "assignments"],
    queryFn: async () =>
      (await take(client.GET("/v1/courses/{course}/assignments", { params: { path: { course } } }))).assignments ?? [],
  });

export const useMyGrades = (course: string, enabled = true) =>
  useQuery({
    enabled,
    queryKey: [...courseKeys.all(course), "mine"],
    queryFn: () => take(client.GET("/v1/courses/{course}/grades", { params: { path: { course } } })),
  });

// What was imported is reckoned a moment later: until a change shows, the book is asked again.
const shows = (book: Gradebook | undefined, change: Schemas["ImportChange"]): boolean =>
  book?.students.find((one) => one.person === change.person)?.points[
    book.assignments.findIndex((one) => one.id === change.assignment)
  ] === change.after;

export const useGradebook = (course: string, awaited?: Schemas["ImportChange"]) =>
  useQuery({
    refetchInterval: (query) => (awaited && !shows(query.state.data, awaited) ? 1_000 : false),
    queryKey: [...courseKeys.all(course), "book"],
    queryFn: () => take(client.GET("/v1/courses/{course}/gradebook", { params: { path: { course } } })),
  });

export const useGrades = (course: string, id: string) =>
  useQuery({
    queryKey: courseKeys.grades(course, id),
    queryFn: () =>
      take(client.GET("/v1/courses/{course}/assignments/{id}/grades", { params: { path: { course, id } } })),
  });

export const useGrade = (course: string, id: string, person: string, enabled = true) =>
  useQuery({
    enabled: enabled && person !== "",
    queryKey: courseKeys.grade(course, id, person),
    queryFn: () =>
      take(
        client.GET("/v1/courses/{course}/assignments/{id}/grades/{person}", {
          params: { path: { course, id, person } },
        }),
      ),
  });

export const useRemarks = (course: string, submission: string) =>
  useQuery({
    enabled: submission !== "",
    queryKey: courseKeys.remarks(course, submission),
    queryFn: async () =>
      (
        await take(
          client.GET("/v1/courses/{course}/submissions/{submission}/annotations", {
            params: { path: { course, submission } },
          }),
        )
      ).annotations ?? [],
  });

export const useComments = (course: string) =>
  useQuery({
    queryKey: [...courseKeys.all(course), "comments"],
    queryFn: async () =>
      (await take(client.GET("/v1/courses/{course}/comments", { params: { path: { course } } }))).comments ?? [],
  });

export const useRegrades = (course: string) =>
  useQuery({
    queryKey: [...courseKeys.all(course), "regrades"],
    queryFn: async () =>
      (await take(client.GET("/v1/courses/{course}/regrades", { params: { path: { course } } }))).regrades ?? [],
  });

export const useExtensions = (course: string) =>
  useQuery({
    queryKey: [...courseKeys.all(course), "extensions"],
    queryFn: () => take(client.GET("/v1/courses/{course}/extensions", { params: { path: { course } } })),
  });

export const publishGrades = (course: string, id: string, published: boolean, despiteOpen = false) =>
  take(
    client.POST("/v1/courses/{course}/assignments/{id}/publish", {
      params: { path: { course, id } },
      body: { published, ...(despiteOpen ? { despite_open: true } : {}) },
    }),
  );
