// Who grades what of an assignment, and what counts where two graders differ.
import { useQuery } from "@tanstack/react-query";
import { type Schemas, client, take } from "./client";
import { courseKeys } from "./course";

export type Allocation = Schemas["GradingAllocation"];
export type AllocationPlan = Schemas["AllocationPlan"];
export type AllocationGrader = Schemas["AllocationGrader"];
export type Moderation = Schemas["GradingModeration"];
export type ModerationItem = Schemas["ModerationItem"];
export const methods = ["even", "weights", "sections"] as const;

const at = (course: string, id: string) => ({ params: { path: { course, id } } });

export const useAllocation = (course: string, id: string) =>
  useQuery({
    queryKey: [...courseKeys.all(course), "allocation", id],
    queryFn: () => take(client.GET("/v1/courses/{course}/assignments/{id}/allocation", at(course, id))),
  });

export const useModeration = (course: string, id: string, enabled = true) =>
  useQuery({
    enabled,
    queryKey: [...courseKeys.all(course), "moderation", id],
    queryFn: () => take(client.GET("/v1/courses/{course}/assignments/{id}/moderation", at(course, id))),
  });

// What only the server says of a grader is not sent back.
const written = ({ person, weight, sections, conflicts }: AllocationGrader): AllocationGrader => ({
  ...(person === undefined ? {} : { person }),
  ...(weight === undefined ? {} : { weight }),
  ...(sections === undefined ? {} : { sections }),
  ...(conflicts === undefined ? {} : { conflicts }),
});

export const putAllocation = (course: string, id: string, plan: AllocationPlan, reason: string, apply: boolean) =>
  take(
    client.PUT("/v1/courses/{course}/assignments/{id}/allocation", {
      params: { path: { course, id }, query: { apply } },
      body: { plan: { ...plan, graders: (plan.graders ?? []).map(written) }, reason },
    }),
  );

export const settleModeration = (
  course: string,
  id: string,
  person: string,
  body: Schemas["SettleModerationInput"],
) =>
  take(
    client.POST("/v1/courses/{course}/assignments/{id}/moderation/{person}", {
      params: { path: { course, id, person } },
      body,
    }),
  );
