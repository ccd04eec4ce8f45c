// The other end of `colours.ts`, inside the worker.
import type { Answer, Question } from "./colours";
import { highlight } from "./highlight";

/** What a worker hears and says, or a port that stands for it. */
export type Port = {
  postMessage: (message: Answer) => void;
  onmessage: ((event: MessageEvent<Question>) => unknown) | null;
};

/** Ways out of a worker. The window's content security policy reaches only into the window. */
export const WAYS_OUT = [
  "fetch",
  "XMLHttpRequest",
  "WebSocket",
  "WebSocketStream",
  "WebTransport",
  "EventSource",
  "RTCPeerConnection",
  "BroadcastChannel",
  "SharedWorker",
  "Worker",
  "importScripts",
  "caches",
  "indexedDB",
];

/** Takes the ways out from a worker's global object, wherever they are inherited from. */
export function shut(scope: object): void {
  for (let at: object | null = scope; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    for (const way of WAYS_OUT) Reflect.deleteProperty(at, way);
  }
}

export function serve(port: Port): void {
  const asked = new Map<number, AbortController>();
  port.onmessage = async ({ data }) => {
    if (!("text" in data)) {
      asked.get(data.id)?.abort();
      return;
    }
    const { id, text, grammar } = data;
    const gone = new AbortController();
    asked.set(id, gone);
    try {
      const lines = await highlight(text, grammar, gone.signal);
      if (!gone.signal.aborted) port.postMessage({ id, lines });
    } catch (thrown) {
      port.postMessage({ id, error: String(thrown) });
    } finally {
      asked.delete(id);
    }
  };
}
