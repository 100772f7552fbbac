import { useQuery } from "@tanstack/react-query";
import { type Schemas, client, take } from "./client";

export type LtiPlatform = Schemas["LtiPlatform"];
export type LtiPlatformInput = Schemas["LtiPlatformInput"];
export type LtiLink = Schemas["LtiLink"];

export const usePlatforms = () =>
  useQuery({ queryKey: ["lti", "platforms"], queryFn: () => take(client.GET("/v1/lti/platforms")) });

export const putPlatform = (platform: string | undefined, body: LtiPlatformInput) =>
  take(
    platform === undefined
      ? client.POST("/v1/lti/platforms", { body })
      : client.PUT("/v1/lti/platforms/{platform}", { params: { path: { platform } }, body }),
  );

export const dropPlatform = (platform: string) =>
  take(client.DELETE("/v1/lti/platforms/{platform}", { params: { path: { platform } } }));

export const invitePlatform = () => take(client.POST("/v1/lti/invitations"));

export const useLtiLinks = (course: string) =>
  useQuery({
    queryKey: ["lti", "links", course],
    queryFn: () => take(client.GET("/v1/courses/{course}/lti", { params: { path: { course } } })),
  });

export const unlink = (course: string, id: string) =>
  take(client.DELETE("/v1/courses/{course}/lti/{id}", { params: { path: { course, id } } }));

export const resendScores = (course: string, id: string) =>
  take(client.POST("/v1/courses/{course}/lti/{id}/scores", { params: { path: { course, id } } }));

export const syncRoster = (course: string, id: string, apply: boolean) =>
  take(
    client.POST("/v1/courses/{course}/lti/{id}/roster", {
      params: { path: { course, id }, query: apply ? { apply } : {} },
    }),
  );
