export type Toast = {
  id: number;
  text: string;
  level: "good" | "bad";
  undo: (() => Promise<void>) | null;
};

const SHORT_MS = 3_000;
const LONG_MS = 8_000;
const MOST = 4;

/** Short messages at the foot of the window. One with an Undo stays longer, and waits while it is pointed at. */
export class Toasts {
  list = $state.raw<Toast[]>([]);
  /** The newest of them. Those before can be undone still, from the newest on. */
  readonly shown = $derived(this.list.slice(-MOST));
  #next = 1;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();

  good(text: string): void {
    this.#add(text, "good", null, SHORT_MS);
  }

  bad(text: string): void {
    this.#add(text, "bad", null, LONG_MS);
  }

  undoable(text: string, undo: () => Promise<void>): void {
    this.#add(text, "good", undo, LONG_MS);
  }

  dismiss(id: number): void {
    this.resume(id, null);
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  async undo(id: number): Promise<void> {
    const toast = this.list.find((one) => one.id === id);
    this.dismiss(id);
    await toast?.undo?.();
  }

  /** Undoes the newest thing that can be; false if there is none. */
  undoLast(): boolean {
    const toast = this.list.findLast((one) => one.undo);
    if (!toast) return false;
    void this.undo(toast.id);
    return true;
  }

  hold(id: number): void {
    this.resume(id, null);
  }

  /** Starts the time anew; null only ends it. */
  resume(id: number, ms: number | null = LONG_MS): void {
    clearTimeout(this.#timers.get(id));
    if (ms === null) this.#timers.delete(id);
    else
      this.#timers.set(
        id,
        setTimeout(() => this.dismiss(id), ms),
      );
  }

  #add(text: string, level: Toast["level"], undo: Toast["undo"], ms: number): void {
    const id = this.#next++;
    // The same words twice are one message, and what can be undone is never pushed out by what cannot.
    const rest = this.list.filter((toast) => toast.text !== text || toast.undo);
    const list = [...rest, { id, text, level, undo }];
    const oldest = list.findIndex((toast) => !toast.undo);
    if (list.length > MOST && oldest >= 0) list.splice(oldest, 1);
    this.list = list;
    this.resume(id, ms);
  }
}
