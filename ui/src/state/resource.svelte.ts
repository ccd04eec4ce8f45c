import type { CommandError } from "../host/bindings";
import { commandError } from "../host/host";

/** Long enough that an ordinary answer shows no skeleton, short enough that a slow one does not look dead. */
const SLOW_MS = 150;

/**
 * Something asked of the host, that can be asked again. The last answer stays while a newer one is under way, and
 * a late answer to an older question never replaces a newer one.
 */
export class Resource<T> {
  data = $state.raw<T | null>(null);
  error = $state.raw<CommandError | null>(null);
  loading = $state(false);
  /** Nothing to show, and the wait has become noticeable. */
  slow = $state(false);
  #asked = 0;
  readonly #ask: () => Promise<T>;

  constructor(ask: () => Promise<T>) {
    this.#ask = ask;
  }

  async refresh(): Promise<void> {
    const mine = ++this.#asked;
    this.loading = true;
    const timer = setTimeout(() => (this.slow = mine === this.#asked && this.data === null), SLOW_MS);
    try {
      const data = await this.#ask();
      if (mine === this.#asked) {
        this.data = data;
        this.error = null;
      }
    } catch (thrown) {
      if (mine === this.#asked) this.error = commandError(thrown);
    } finally {
      clearTimeout(timer);
      if (mine === this.#asked) {
        this.loading = false;
        this.slow = false;
      }
    }
  }

  /** Asks again if anything was ever asked; what no view has shown yet is not worth a call. */
  async refreshIfUsed(): Promise<void> {
    if (this.#asked > 0) await this.refresh();
  }

  /** An answer that came by another way, such as from the command that changed it. */
  set(data: T): void {
    this.#asked++;
    this.data = data;
    this.error = null;
    this.loading = false;
    this.slow = false;
  }
}
