export type Toast = {
  id: number;
  text: string;
  level: "good" | "bad";
  undo: (() => Promise<void>) | null;
};

type Undo = { id: number; run: () => Promise<void>; lasting: boolean };

const SHORT_MS = 3_000;
const LONG_MS = 8_000;
const MOST = 4;

/**
 * Short messages at the foot of the window. One with an Undo stays longer, and waits while it is pointed at or focused.
 * What it undoes may outlast it: nobody has to be as quick as a message goes.
 */
export class Toasts {
  list = $state.raw<Toast[]>([]);
  /** The newest of them. Those before can be undone still, from the newest on. */
  readonly shown = $derived(this.list.slice(-MOST));
  #next = 1;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();
  /** What can be undone, oldest first. */
  #undos: Undo[] = [];

  good(text: string): void {
    this.#add(text, "good", null, SHORT_MS);
  }

  bad(text: string): void {
    this.#add(text, "bad", null, LONG_MS);
  }

  /** `lasting`: it can be undone when the message is gone, too. */
  undoable(text: string, undo: () => Promise<void>, lasting = false): void {
    const id = this.#add(text, "good", undo, LONG_MS);
    this.#undos.push({ id, run: undo, lasting });
  }

  /** Something to undo of which the message has gone already. */
  undoableStill(undo: () => Promise<void>): void {
    this.#undos.push({ id: this.#next++, run: undo, lasting: true });
  }

  dismiss(id: number): void {
    this.hold(id);
    this.list = this.list.filter((toast) => toast.id !== id);
    this.#undos = this.#undos.filter((undo) => undo.id !== id || undo.lasting);
  }

  async undo(id: number): Promise<void> {
    const undo = this.#undos.find((one) => one.id === id);
    this.#undos = this.#undos.filter((one) => one !== undo);
    this.dismiss(id);
    await undo?.run();
  }

  /** Undoes the newest thing that can be, and says so where there is none. */
  undoLast(): void {
    const undo = this.#undos.at(-1);
    if (undo) void this.undo(undo.id);
    else this.good("Nothing to undo");
  }

  hold(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  /** Starts the time anew. */
  resume(id: number, ms = LONG_MS): void {
    this.hold(id);
    this.#timers.set(
      id,
      setTimeout(() => this.dismiss(id), ms),
    );
  }

  #add(text: string, level: Toast["level"], undo: Toast["undo"], ms: number): number {
    const id = this.#next++;
    // The same words twice are one message, and what can be undone is never pushed out by what cannot.
    const rest = this.list.filter((toast) => toast.text !== text || toast.undo);
    const list = [...rest, { id, text, level, undo }];
    const oldest = list.findIndex((toast) => !toast.undo);
    if (list.length > MOST && oldest >= 0) list.splice(oldest, 1);
    this.list = list;
    this.resume(id, ms);
    return id;
  }
}
