import createClient, { type Middleware } from "openapi-fetch";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];
export type Submission = Schemas["Submission"];
export type TestDone = Schemas["TestDone"];
export type Event = Schemas["Event"];
export type Problem = Schemas["Problem"];
export type ProblemPage = Schemas["ProblemPage"];
export type Result = Schemas["Result"];
export type Session = Schemas["Session"];

// Who signed in with a password has a cookie that no script sees, and this for whatever changes something.
let csrfToken = "";
export const keepCsrf = (token: string): void => {
  csrfToken = token;
};

// A token that was pasted instead, for this tab alone.
const kToken = "assay.token";
export const readToken = (): string | null => sessionStorage.getItem(kToken);
export const keepToken = (token: string | null): void =>
  token === null ? sessionStorage.removeItem(kToken) : sessionStorage.setItem(kToken, token);

export interface FieldError {
  field: string;
  message: string;
}

// What the server refused, as RFC 9457 says it; status 0: it was not reached.
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly errors: FieldError[] = [],
    readonly retryAfter = 0,
  ) {
    super(message);
  }
}

// What a request carries so that the server knows who asks.
export function credentials(method: string): Record<string, string> {
  const token = readToken();
  if (token !== null) return { Authorization: `Bearer ${token}` };
  return method !== "GET" && csrfToken !== "" ? { "X-CSRF-Token": csrfToken } : {};
}

const authorize: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(credentials(request.method))) request.headers.set(name, value);
    return request;
  },
};

export const client = createClient<paths>({ baseUrl: "/" });
client.use(authorize);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

// The answer's body, or an ApiError.
export async function take<T>(call: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await call;
  } catch {
    throw new ApiError(0, "unreachable");
  }
  if (answer.response.ok && answer.data !== undefined) return answer.data;
  if (answer.response.status === 204) return undefined as T;
  const problem = (answer.error ?? {}) as { title?: string; detail?: string; errors?: FieldError[] };
  const retry = Number(answer.response.headers.get("Retry-After") ?? 0);
  throw new ApiError(
    answer.response.status,
    problem.detail ?? problem.title ?? `HTTP ${answer.response.status}`,
    problem.errors ?? [],
    Number.isFinite(retry) ? retry : 0,
  );
}
