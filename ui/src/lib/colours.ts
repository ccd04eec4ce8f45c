// Asks the worker for the colours of a text. To build a grammar takes a second or two, and the window has to draw and to
// take keys meanwhile.
import type { Run } from "./highlight";

/** Beyond this a text is shown plain: colours of a text that nobody reads in full are not worth the work. */
export const MOST_CHARACTERS = 60_000;

/** Without a text: what was asked under this number is not waited for any more. */
export type Question = { id: number; text: string; grammar: string } | { id: number };
export type Answer = { id: number; lines: Run[][] | null } | { id: number; error: string };

/** The part of a worker that is used here. */
export type Asked = Pick<Worker, "postMessage" | "onmessage" | "onerror">;

type Waiting = { resolve: (lines: Run[][] | null) => void; reject: (reason: Error) => void };

export class Colours {
  readonly #start: () => Asked;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Asked | undefined;
  #broken: Error | undefined;
  #next = 1;

  /** `start` is called when the first code is shown. */
  constructor(start: () => Asked) {
    this.#start = start;
  }

  /** The lines of a text in colour, or null where it is shown plain or `signal` said that nobody waits for it. */
  async of(text: string, grammar: string, signal: AbortSignal): Promise<Run[][] | null> {
    if (text.length > MOST_CHARACTERS || signal.aborted) return null;
    if (this.#broken) throw this.#broken;
    const worker = (this.#worker ??= this.#begin());
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      signal.addEventListener("abort", () => {
        if (!this.#waiting.delete(id)) return;
        worker.postMessage({ id } satisfies Question);
        resolve(null);
      });
      worker.postMessage({ id, text, grammar } satisfies Question);
    });
  }

  #begin(): Asked {
    const worker = this.#start();
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ("error" in data) waiting?.reject(new Error(data.error));
      else waiting?.resolve(data.lines);
    };
    // It could not be loaded. Nothing it is asked would ever be answered.
    worker.onerror = (event) => {
      const why = event instanceof ErrorEvent ? event.message : "";
      this.#broken = new Error(why || "the worker for colours could not be started");
      for (const { reject } of this.#waiting.values()) reject(this.#broken);
      this.#waiting.clear();
    };
    return worker;
  }
}

export const colours = new Colours(
  () => new Worker(new URL("./colours.worker.ts", import.meta.url), { type: "module" }),
);
