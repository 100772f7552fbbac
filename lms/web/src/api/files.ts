import { ApiError, type FieldError, credentials } from "./client";

// What goes in or out as it is, not as JSON: archives, tables, reports.

function refusal(status: number, text: string, retryAfter: string | null): ApiError {
  let problem: { title?: string; detail?: string; errors?: FieldError[] } = {};
  try {
    problem = JSON.parse(text) as typeof problem;
  } catch {
    // A proxy's page: its status says enough.
  }
  return new ApiError(
    status,
    problem.detail ?? problem.title ?? `HTTP ${status}`,
    problem.errors ?? [],
    Number(retryAfter ?? 0) || 0,
  );
}

// Fetches a file and hands it to the browser to keep. It does not stay in this page.
export async function download(path: string, name: string): Promise<void> {
  let answer: Response;
  try {
    answer = await fetch(path, { headers: credentials("GET") });
  } catch {
    throw new ApiError(0, "unreachable");
  }
  if (!answer.ok) throw refusal(answer.status, await answer.text(), answer.headers.get("Retry-After"));
  save(await answer.blob(), name);
}

export function save(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has begun to read it by then.
  window.setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

// Sends a file as the body and says how far it is, from 0 to 1. (fetch does not tell.)
export function upload<T>(
  method: "PUT" | "POST",
  path: string,
  content: Blob,
  type: string,
  onProgress: (share: number) => void,
  headers: Record<string, string> = {},
): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, path);
    request.setRequestHeader("Content-Type", type);
    for (const [name, value] of Object.entries({ ...credentials(method), ...headers })) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => onProgress(event.total > 0 ? event.loaded / event.total : 0);
    request.onerror = () => reject(new ApiError(0, "unreachable"));
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText) as T);
      else reject(refusal(request.status, request.responseText, request.getResponseHeader("Retry-After")));
    };
    request.send(content);
  });
}
