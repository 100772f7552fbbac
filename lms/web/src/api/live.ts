import { useEffect, useRef, useState } from "react";
import { type Event, readToken } from "./client";

export type Connection = "connecting" | "open" | "lost";

const kNotSignedIn = 4401;

function open(path: string): WebSocket {
  const url = new URL(path, window.location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const token = readToken();
  return new WebSocket(url, token === null ? ["assay.v1"] : ["assay.v1", `assay.bearer.${token}`]);
}

// One connection that comes back after it was lost, ever more slowly, and says again what it wants.
class Line {
  private socket: WebSocket | null = null;
  private tries = 0;
  private timer = 0;
  private ended = false;

  constructor(
    private readonly path: () => string,
    private readonly hello: string | null,
    private readonly onEvent: (event: Event) => void,
    private readonly onState: (state: Connection) => void,
  ) {
    this.connect();
  }

  private connect(): void {
    this.onState("connecting");
    const socket = open(this.path());
    this.socket = socket;
    socket.onopen = () => {
      this.tries = 0;
      if (this.hello !== null) socket.send(this.hello);
      this.onState("open");
    };
    socket.onmessage = (message) => this.onEvent(JSON.parse(String(message.data)) as Event);
    socket.onclose = (close) => {
      if (this.ended || close.code === 1000) return;
      if (close.code === kNotSignedIn) {
        this.onState("lost");
        return;
      }
      this.onState("lost");
      const wait = Math.min(15_000, 400 * 2 ** this.tries++) * (0.7 + 0.6 * Math.random());
      this.timer = window.setTimeout(() => this.connect(), wait);
    };
  }

  end(): void {
    this.ended = true;
    window.clearTimeout(this.timer);
    this.socket?.close(1000);
  }
}

// Calls `onEvent` for each event of a submission, from the first on, until the last one.
export function useSubmissionEvents(id: string | null, onEvent: (event: Event) => void): Connection {
  const [state, setState] = useState<Connection>("connecting");
  const handler = useRef(onEvent);
  handler.current = onEvent;
  useEffect(() => {
    if (id === null) return undefined;
    let seen = 0;
    const line = new Line(
      () => `/v1/submissions/${encodeURIComponent(id)}/events?after=${seen}`,
      null,
      (event) => {
        seen = Math.max(seen, event.sequence ?? 0);
        handler.current(event);
      },
      setState,
    );
    return () => line.end();
  }, [id]);
  return state;
}

// Changes of state of everything in a course, for its staff. `onOpen`, each time: something may have been missed before.
export function useCourseEvents(
  course: string,
  onEvent: (event: Event) => void,
  onOpen: () => void,
): Connection {
  const [state, setState] = useState<Connection>("connecting");
  const handlers = useRef({ onEvent, onOpen });
  handlers.current = { onEvent, onOpen };
  useEffect(() => {
    const line = new Line(
      () => "/v1/events",
      JSON.stringify({ watch_course: course }),
      (event) => handlers.current.onEvent(event),
      (now) => {
        setState(now);
        if (now === "open") handlers.current.onOpen();
      },
    );
    return () => line.end();
  }, [course]);
  return state;
}
