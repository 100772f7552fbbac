import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { type Schemas, client, take } from "./client";

export type Person = Schemas["OrganisationPerson"];
export type Role = Schemas["Role"];
export type Scope = Schemas["Token"]["scopes"][number];
export type Roster = Schemas["Roster"];
export type AuditRecord = Schemas["Audit"]["records"][number];
export const roles: Role[] = ["owner", "instructor", "assistant", "grader", "student", "observer"];
export const scopes: Scope[] = ["submit", "read", "manage", "admin"];

// Whose account it is: one's own, or somebody's whom an administrator looks at.
export type Whose = { person: string } | null;

// Whoever is shown to somebody is recorded: `wanted` false asks for nobody.
export const usePeople = (query: string, wanted = true) =>
  useInfiniteQuery({
    enabled: wanted,
    queryKey: ["organisation", "list", query],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      take(
        client.GET("/v1/people", {
          params: {
            query: { page_size: 50, ...(query ? { query } : {}), ...(pageParam ? { page_token: pageParam } : {}) },
          },
        }),
      ),
    getNextPageParam: (page) => page.next_page_token || undefined,
  });

export const usePerson = (id: string) =>
  useQuery({
    queryKey: ["organisation", "person", id],
    queryFn: () => take(client.GET("/v1/people/{id}", { params: { path: { id } } })),
  });

export const putPerson = ({ id, ...body }: Person) =>
  take(client.PUT("/v1/people/{id}", { params: { path: { id } }, body }));

export const useTokens = (whose: Whose) =>
  useQuery({
    queryKey: ["tokens", whose?.person ?? ""],
    queryFn: () =>
      take(
        whose
          ? client.GET("/v1/people/{id}/tokens", { params: { path: { id: whose.person } } })
          : client.GET("/v1/tokens"),
      ),
  });

export const revokeToken = (whose: Whose, token: string) =>
  take(
    whose
      ? client.DELETE("/v1/people/{id}/tokens/{token}", { params: { path: { id: whose.person, token } } })
      : client.DELETE("/v1/tokens/{id}", { params: { path: { id: token } } }),
  );

export const useSessions = (whose: Whose) =>
  useQuery({
    queryKey: ["sessions", whose?.person ?? ""],
    queryFn: () =>
      take(
        whose
          ? client.GET("/v1/people/{id}/sessions", { params: { path: { id: whose.person } } })
          : client.GET("/v1/sessions"),
      ),
  });

export const endSession = (whose: Whose, session: string) =>
  take(
    whose
      ? client.DELETE("/v1/people/{id}/sessions/{session}", { params: { path: { id: whose.person, session } } })
      : client.DELETE("/v1/sessions/{id}", { params: { path: { id: session } } }),
  );

// One's own: all but this one.
export const endSessions = (whose: Whose) =>
  take(
    whose
      ? client.DELETE("/v1/people/{id}/sessions", { params: { path: { id: whose.person } } })
      : client.DELETE("/v1/sessions"),
  );

export const useInvitations = (course: string) =>
  useQuery({
    queryKey: ["invitations", course],
    queryFn: () => take(client.GET("/v1/invitations", { params: { query: course ? { course } : {} } })),
  });

const table = (text: string) => ({ body: text, bodySerializer: (body: string) => body, headers: { "Content-Type": "text/csv" } });

export const previewRoster = (course: string, text: string) =>
  take(client.POST("/v1/courses/{course}/roster/preview", { params: { path: { course } }, ...table(text) }));

export const importRoster = (course: string, text: string, skipWrong: boolean) =>
  take(
    client.POST("/v1/courses/{course}/roster/import", {
      params: { path: { course }, query: { skip_wrong: skipWrong } },
      ...table(text),
    }),
  );

// The newest first, a page at a time. `own`: what was done with one's own account.
export const useAudit = (filter: { own: boolean; subject?: string; actor?: string }) =>
  useInfiniteQuery({
    queryKey: ["audit", filter],
    initialPageParam: 0,
    queryFn: async ({ pageParam }) => {
      const before = pageParam > 0 ? { before: pageParam } : {};
      if (filter.own) return take(client.GET("/v1/me/audit", { params: { query: before } }));
      const { subject, actor } = filter;
      return take(
        client.GET("/v1/audit", {
          params: { query: { ...before, ...(subject ? { subject } : {}), ...(actor ? { actor } : {}) } },
        }),
      );
    },
    // A page that is not full is the last one.
    getNextPageParam: (page) => (page.records.length >= kAuditPage ? page.records[page.records.length - 1]?.seq : undefined),
  });
const kAuditPage = 100;
