import type { AssetChange, AssetSummary, AssetView, CommandError, SearchPage } from "../host/bindings";
import { commandError, type Host } from "../host/host";
import { Pages, WINDOW } from "./pages";
import { Resource } from "./resource.svelte";

const SLOW_MS = 150;
/** The preview waits for a rest in typing: to read and colour a text at every letter would hold up the list. */
const REST_MS = 100;

/**
 * The search, the part of its result that is loaded, and what is selected. The result stays until a newer one is
 * there, so nothing flashes while one types, and answers to older questions are dropped.
 */
export class Library {
  query = $state("");
  language = $state<string | null>(null);
  tag = $state<string | null>(null);
  /** The words that the list on show answers. */
  answered = $state("");
  total = $state(0);
  matching = $state(0);
  loaded = $state(false);
  slow = $state(false);
  error = $state.raw<CommandError | null>(null);
  /** Where in the list, and which asset. Both are known unless the row is still loading, or was asked for by id. */
  active = $state(-1);
  activeId = $state<string | null>(null);
  /** In a narrow window: whether the selected asset is shown in place of the list. */
  inFront = $state(false);

  readonly facets;
  readonly preview: Resource<AssetView | null>;
  readonly #host: Host;
  #pages = $state.raw(new Pages());
  #generation = 0;
  #pending = new Set<number>();
  #visible: [number, number] = [0, 0];
  #pinned = false;
  /** Whether something was typed that no search has begun for. */
  #typed = false;
  /** Whether a search that typing began is under way. */
  #answering = false;
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor(host: Host) {
    this.#host = host;
    this.facets = new Resource(() => host.call("facets", {}));
    this.preview = new Resource<AssetView | null>(() =>
      this.activeId === null ? Promise.resolve(null) : host.call("asset", { id: this.activeId }),
    );
  }

  get filtered(): boolean {
    return this.query.trim() !== "" || this.language !== null || this.tag !== null;
  }

  at(index: number): AssetSummary | undefined {
    return this.#pages.at(index);
  }

  /** What a key acts on: always the selected one, though the preview of it may still be on its way. */
  get target(): { id: string; name: string } | null {
    const row = this.at(this.active);
    if (row && row.id === this.activeId) return row;
    const shown = this.preview.data;
    return shown && shown.id === this.activeId ? shown : null;
  }

  /** For a view that is shown: asks if nothing was asked yet. Keeps what `show` selected before. */
  async open(): Promise<void> {
    if (this.loaded) return;
    await Promise.all([this.#ask([0, 0], this.#pinned ? null : 0), this.facets.refresh()]);
  }

  /** Asked of the host at once, or else when the answer before has come: one question at a time, whoever types fast. */
  type(query: string): void {
    this.query = query;
    this.#typed = true;
    if (!this.#answering) void this.#followTyping();
  }

  async #followTyping(): Promise<void> {
    this.#answering = true;
    while (this.#typed) {
      this.#typed = false;
      await this.search();
    }
    this.#answering = false;
  }

  filter(by: { language?: string | null; tag?: string | null }): void {
    if (by.language !== undefined) this.language = by.language;
    if (by.tag !== undefined) this.tag = by.tag;
    void this.search();
  }

  clear(): void {
    this.query = "";
    this.filter({ language: null, tag: null });
  }

  /** A new question: the answer is shown from its top. */
  async search(): Promise<void> {
    this.#pinned = false;
    await this.#ask([0, 0], 0);
  }

  /** The same question again, the selection kept where that is possible. */
  async refresh(): Promise<void> {
    await this.#ask(this.#visible, null);
  }

  async changed(): Promise<void> {
    if (!this.loaded) return;
    await Promise.all([this.refresh(), this.facets.refreshIfUsed(), this.preview.refreshIfUsed()]);
  }

  /** Selects an asset that may be anywhere in the library, or not in the list at all. */
  show(id: string): void {
    this.query = "";
    this.language = this.tag = null;
    this.pin(id);
    this.inFront = true;
    if (this.loaded) void this.#ask([0, 0], null);
  }

  pin(id: string): void {
    this.#pinned = true;
    this.#activate(-1, id);
  }

  unpin(): void {
    this.#pinned = false;
  }

  select(index: number): void {
    if (this.matching === 0) return;
    this.#pinned = false;
    const to = Math.min(Math.max(index, 0), this.matching - 1);
    this.#activate(to, this.at(to)?.id ?? null);
  }

  /** The rows on show: loads what is missing of them. */
  async ensure(first: number, last: number): Promise<void> {
    this.#visible = [first, last];
    const wanted = this.#pages.missing(first, Math.min(last, this.matching - 1));
    await Promise.all(wanted.filter((page) => !this.#pending.has(page)).map((page) => this.#load(page)));
  }

  async edit(id: string, change: AssetChange): Promise<void> {
    const edited = await this.#host.call("edit_asset", { id, change });
    this.pin(id);
    this.preview.set(edited);
    await Promise.all([this.refresh(), this.facets.refresh()]);
  }

  #page(page: number): Promise<SearchPage> {
    const { language, tag } = this;
    return this.#host.call("search", {
      query: this.query.trim(),
      language,
      tag,
      offset: page * WINDOW,
      limit: WINDOW,
    });
  }

  /** `select`: the row to select in the answer; null keeps the selection. */
  async #ask([first, last]: [number, number], select: number | null): Promise<void> {
    const mine = ++this.#generation;
    const query = this.query.trim();
    this.#pending.clear();
    const timer = setTimeout(() => (this.slow = !this.loaded && mine === this.#generation), SLOW_MS);
    try {
      const wanted = new Pages().missing(first, Math.max(last, first));
      const answers = await Promise.all(wanted.map((page) => this.#page(page)));
      if (mine !== this.#generation) return;
      this.#pages = Pages.of(wanted.map((page, at) => [page, answers[at]?.items ?? []]));
      this.#take(answers[0]);
      this.answered = query;
      this.loaded = true;
      this.#settle(select);
    } catch (thrown) {
      if (mine === this.#generation) this.error = commandError(thrown);
    } finally {
      clearTimeout(timer);
      if (mine === this.#generation) this.slow = false;
    }
    if (mine === this.#generation && this.error === null) await this.ensure(...this.#visible);
  }

  async #load(page: number): Promise<void> {
    const mine = this.#generation;
    this.#pending.add(page);
    try {
      const answer = await this.#page(page);
      if (mine !== this.#generation) return;
      this.#pages = this.#pages.with(page, answer.items);
      this.#take(answer);
      if (this.activeId === null) this.#activate(this.active, this.at(this.active)?.id ?? null);
    } catch (thrown) {
      if (mine === this.#generation) this.error = commandError(thrown);
    } finally {
      if (mine === this.#generation) this.#pending.delete(page);
    }
  }

  #take(answer: SearchPage | undefined): void {
    if (!answer) return;
    this.total = answer.total;
    this.matching = answer.matching;
    this.error = null;
  }

  #settle(select: number | null): void {
    const found = this.activeId === null ? -1 : this.#pages.indexOf(this.activeId);
    if (select === null && found >= 0) this.active = found;
    else if (select === null && this.#pinned) this.active = -1;
    else if (this.matching === 0) this.#activate(-1, null);
    // Selected, and scrolled out of what was asked for.
    else if (select === null && this.active < this.matching && this.active >= 0 && !this.at(this.active)) return;
    else this.select(select ?? Math.max(this.active, 0));
  }

  #activate(index: number, id: string | null): void {
    this.active = index;
    if (id === this.activeId && id !== null) return;
    this.activeId = id;
    clearTimeout(this.#rest);
    if (this.#answering) this.#rest = setTimeout(() => void this.preview.refresh(), REST_MS);
    else void this.preview.refresh();
  }
}
