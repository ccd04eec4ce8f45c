import type { AssetSummary } from "../host/bindings";

/** How many rows are asked for at a time. */
export const WINDOW = 100;
/** Far more than a screen shows; what was scrolled past longest ago is asked for again when it is needed. */
const MOST_PAGES = 60;

/** The loaded parts of a long list. Never changed in place. */
export class Pages {
  readonly #pages: ReadonlyMap<number, readonly AssetSummary[]>;

  constructor(pages: ReadonlyMap<number, readonly AssetSummary[]> = new Map()) {
    this.#pages = pages;
  }

  static of(pages: [number, readonly AssetSummary[]][]): Pages {
    return new Pages(new Map(pages));
  }

  at(index: number): AssetSummary | undefined {
    return index < 0 ? undefined : this.#pages.get(Math.floor(index / WINDOW))?.[index % WINDOW];
  }

  indexOf(id: string): number {
    for (const [page, items] of this.#pages) {
      const at = items.findIndex((item) => item.id === id);
      if (at >= 0) return page * WINDOW + at;
    }
    return -1;
  }

  /** The pages that hold the rows `first..=last` and are not here. */
  missing(first: number, last: number): number[] {
    const missing: number[] = [];
    for (let page = Math.floor(Math.max(first, 0) / WINDOW); page <= Math.floor(last / WINDOW); page++) {
      if (!this.#pages.has(page)) missing.push(page);
    }
    return missing;
  }

  /** Without one row: those after it move up, as far as that is known. What follows a gap is asked for again. */
  without(id: string): Pages {
    const at = this.indexOf(id);
    if (at < 0) return this;
    const first = Math.floor(at / WINDOW);
    const pages = new Map([...this.#pages].filter(([page]) => page < first));
    let rest = (this.#pages.get(first) ?? []).filter((item) => item.id !== id);
    for (let page = first; ; page++) {
      const next = this.#pages.get(page + 1) ?? [];
      if (rest.length > 0) pages.set(page, [...rest, ...next.slice(0, 1)]);
      if (next.length === 0) return new Pages(pages);
      rest = next.slice(1);
    }
  }

  with(page: number, items: readonly AssetSummary[]): Pages {
    const pages = new Map(this.#pages).set(page, items);
    for (const oldest of pages.keys()) {
      if (pages.size <= MOST_PAGES) break;
      pages.delete(oldest);
    }
    return new Pages(pages);
  }
}
