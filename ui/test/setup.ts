import "@testing-library/jest-dom/vitest";
import { cleanup } from "@testing-library/svelte";
import { afterEach } from "vitest";
import { type Port, serve } from "../src/lib/colouring";

// As in the window, where Tauri freezes it: what breaks there must break here.
Object.freeze(Object.prototype);

// jsdom knows dialogs only as elements; opening, closing and Escape are the browser's.
HTMLDialogElement.prototype.showModal = function () {
  this.open = true;
  this.tabIndex = -1;
  this.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented)
      this.dispatchEvent(new Event("cancel", { cancelable: true }));
  });
};
HTMLDialogElement.prototype.close = function () {
  this.open = false;
};

// jsdom lays nothing out. A list of 600 px is what the tests see; a window is as wide as they say.
Object.defineProperty(HTMLElement.prototype, "clientHeight", { configurable: true, get: () => 600 });
globalThis.ResizeObserver = class {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
};
/** The workers that were started. */
export const workers: ({ file: string } & WorkerOptions)[] = [];
// jsdom has no workers. What one does for colours is done in the same thread, asked and answered by messages alike.
class ThreadlessWorker {
  onmessage: ((event: MessageEvent) => void) | null = null;
  readonly #inside: Port = {
    onmessage: null,
    postMessage: (data) => queueMicrotask(() => this.onmessage?.(new MessageEvent("message", { data }))),
  };
  constructor(url: string | URL, options?: WorkerOptions) {
    workers.push({ file: String(url).split("/").at(-1) ?? "", ...options });
    serve(this.#inside);
  }
  postMessage(data: unknown): void {
    queueMicrotask(() =>
      this.#inside.onmessage?.(new MessageEvent("message", { data: structuredClone(data) as never })),
    );
  }
}
globalThis.Worker = ThreadlessWorker as unknown as typeof Worker;

export const screenWidth = { px: 1120 };
window.matchMedia = (query: string) => {
  const most = /max-width: (\d+)px/.exec(query)?.[1];
  const matches = most !== undefined && screenWidth.px <= Number(most);
  const none = () => undefined;
  return {
    matches,
    media: query,
    onchange: null,
    addEventListener: none,
    removeEventListener: none,
    addListener: none,
    removeListener: none,
    dispatchEvent: () => false,
  };
};

afterEach(() => {
  cleanup();
  screenWidth.px = 1120;
});
