import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { type Schemas, client, take } from "./client";

export type Pair = Schemas["SimilarityPair"];
export type PairDetail = Schemas["SimilarityPairDetail"];
export type Passage = PairDetail["passages"][number];
export type Side = Schemas["SimilaritySide"];
export type Evidence = Pair["evidence"][number];
export type Decision = Schemas["SimilarityDecision"];
export type Comparison = Schemas["SimilarityComparison"];

export interface Place {
  course: string; // empty: none
  problem: string;
}

const path = ({ course, problem }: Place) => ({ course: course || "-", problem });
export const similarityKey = (place: Place) => ["similarity", place.course, place.problem] as const;
export const isUnderWay = (one: Comparison | undefined) => one?.state === "waiting" || one?.state === "running";

export const useSimilarity = (place: Place) =>
  useQuery({
    queryKey: [...similarityKey(place), "state"],
    queryFn: () => take(client.GET("/v1/similarity/{course}/{problem}", { params: { path: path(place) } })),
    // What was just handed in is compared only once it is indexed.
    refetchInterval: (query) => ((query.state.data?.behind ?? 0) > 0 ? 2_000 : 15_000),
  });

export const useComparisons = (place: Place) =>
  useQuery({
    queryKey: [...similarityKey(place), "comparisons"],
    queryFn: () => take(client.GET("/v1/similarity/{course}/{problem}/comparisons", { params: { path: path(place) } })),
    refetchInterval: (query) => (isUnderWay(query.state.data?.comparisons[0]) ? 800 : false),
  });

export const startComparison = (place: Place, elsewhere: boolean) =>
  take(
    client.POST("/v1/similarity/{course}/{problem}/comparisons", {
      params: { path: path(place) },
      body: { search_index: elsewhere },
    }),
  );

export const cancelComparison = (place: Place, id: string) =>
  take(
    client.POST("/v1/similarity/{course}/{problem}/comparisons/{id}/cancel", {
      params: { path: { ...path(place), id } },
    }),
  );

export const usePairs = (place: Place, filter: { pseudonyms: boolean; from: number }) =>
  useInfiniteQuery({
    queryKey: [...similarityKey(place), "pairs", filter],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      take(
        client.GET("/v1/similarity/{course}/{problem}/pairs", {
          params: {
            path: path(place),
            query: {
              page_size: 50,
              ...(filter.pseudonyms ? { pseudonyms: true } : {}),
              ...(filter.from > 0 ? { min_probability: filter.from } : {}),
              ...(pageParam ? { page_token: pageParam } : {}),
            },
          },
        }),
      ),
    getNextPageParam: (page) => page.next_page_token || undefined,
  });

export const usePair = (place: Place, pair: string, pseudonyms: boolean) =>
  useQuery({
    queryKey: [...similarityKey(place), "pair", pair, pseudonyms],
    queryFn: () =>
      take(
        client.GET("/v1/similarity/{course}/{problem}/pairs/{pair}", {
          params: { path: { ...path(place), pair }, query: pseudonyms ? { pseudonyms: true } : {} },
        }),
      ),
  });

export const useClusters = (place: Place, pseudonyms: boolean) =>
  useQuery({
    queryKey: [...similarityKey(place), "clusters", pseudonyms],
    queryFn: () =>
      take(
        client.GET("/v1/similarity/{course}/{problem}/clusters", {
          params: { path: path(place), query: pseudonyms ? { pseudonyms: true } : {} },
        }),
      ),
  });

export const useCommonCode = (place: Place) =>
  useQuery({
    queryKey: [...similarityKey(place), "common"],
    queryFn: () => take(client.GET("/v1/similarity/{course}/{problem}/common-code", { params: { path: path(place) } })),
  });

export const decideCommonCode = (place: Place, key: string, accepted: boolean) =>
  take(
    client.PUT("/v1/similarity/{course}/{problem}/common-code/{key}", {
      params: { path: { ...path(place), key } },
      body: { accepted },
    }),
  );

export const useTemplates = (place: Place) =>
  useQuery({
    queryKey: [...similarityKey(place), "templates"],
    queryFn: () => take(client.GET("/v1/similarity/{course}/{problem}/templates", { params: { path: path(place) } })),
  });

export const putTemplate = (place: Place, name: string, files: { path: string; data: string }[]) =>
  take(
    client.PUT("/v1/similarity/{course}/{problem}/templates/{name}", {
      params: { path: { ...path(place), name } },
      body: { files },
    }),
  );

export const deleteTemplate = (place: Place, name: string) =>
  take(
    client.DELETE("/v1/similarity/{course}/{problem}/templates/{name}", { params: { path: { ...path(place), name } } }),
  );

export const useDecisions = (place: Place) =>
  useQuery({
    queryKey: [...similarityKey(place), "decisions"],
    queryFn: () => take(client.GET("/v1/similarity/{course}/{problem}/decisions", { params: { path: path(place) } })),
  });

export const decide = (place: Place, pair: string, state: Decision["state"], note: string) =>
  take(
    client.POST("/v1/similarity/{course}/{problem}/pairs/{pair}/decisions", {
      params: { path: { ...path(place), pair } },
      body: { state, note },
    }),
  );

export const reportPath = ({ course, problem }: Place, format: "html" | "csv", pseudonyms: boolean) =>
  `/v1/similarity/${encodeURIComponent(course || "-")}/${encodeURIComponent(problem)}/report?format=${format}` +
  (pseudonyms ? "&pseudonyms=true" : "");
