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
  /** Counts how often the selection was moved on purpose, and has to be in sight. */
  revealed = $state(0);
  /** How far the rows that are in sight were moved by what was added or taken away above them. */
  moved = $state.raw({ rows: 0 });
  /** In a narrow window: whether the selected asset is shown in place of the list. */
  inFront = $state(false);

  readonly facets;
  readonly preview: Resource<AssetView | null>;
  readonly #host: Host;
  #pages = $state.raw(new Pages());
  #generation = 0;
  #pending = new Set<number>();
  /** Deleted, or being deleted: an answer that was given before may still hold them. */
  #gone = new Set<string>();
  /** The rows that the list draws, and those of them that are in sight. */
  #visible: [number, number] = [0, 0];
  #sight: [number, number] = [0, 0];
  #atTop = true;
  #pinned = false;
  /** Whether somebody chose what is selected. If not, it is the first row, whichever that is. */
  #chosen = false;
  /** Whether the next answer has to bring what is selected in sight. */
  #toReveal = false;
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
    this.#pinned = this.#chosen = false;
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
    this.#pinned = this.#chosen = this.#toReveal = true;
    this.#activate(-1, id);
  }

  /** Takes a row away that is about to be deleted; the next one is selected. */
  remove(id: string): void {
    const after = this.#pages.without(id);
    this.#gone.add(id);
    if (after !== this.#pages) {
      this.matching--;
      this.total--;
    }
    this.#pages = after;
    if (id !== this.activeId) return;
    this.#pinned = false;
    this.#chosen = true;
    if (this.matching === 0) this.#activate(-1, null);
    else this.#select(Math.max(this.active, 0));
    void this.ensure(...this.#visible);
  }

  /** It could not be deleted, or that was undone. Where its row is again, or -1 where that is not known. */
  async restore(id: string): Promise<number> {
    this.#gone.delete(id);
    await this.refresh();
    return this.#pages.indexOf(id);
  }

  select(index: number): void {
    this.#chosen = true;
    this.#select(index);
  }

  /** What is selected is being worked with: it stays so, whatever is saved meanwhile. */
  choose(): void {
    this.#chosen = true;
  }

  /** Where the list is scrolled to; at its top when there is none on the screen. */
  look(first: number, last: number, atTop: boolean): void {
    this.#sight = [first, last];
    this.#atTop = atTop;
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
    const before = { pages: this.#pages, matching: this.matching };
    const again = this.loaded && select === null && !this.#toReveal;
    this.#pending.clear();
    const timer = setTimeout(() => (this.slow = !this.loaded && mine === this.#generation), SLOW_MS);
    try {
      const wanted = new Pages().missing(first, Math.max(last, first));
      const answers = await Promise.all(wanted.map((page) => this.#page(page)));
      if (mine !== this.#generation) return;
      let pages = Pages.of(wanted.map((page, at) => [page, answers[at]?.items ?? []]));
      const added = (answers[0]?.matching ?? 0) - before.matching;
      // What was in sight may be on the next page now.
      for (const page of again && added > 0 ? pages.missing(first + added, last + added) : []) {
        pages = pages.with(page, (await this.#page(page)).items);
        if (mine !== this.#generation) return;
      }
      this.#take(answers[0], pages);
      this.answered = query;
      this.loaded = true;
      this.#settle(select, before.pages);
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
      this.#take(answer, this.#pages.with(page, answer.items));
      const found = this.activeId === null ? -1 : this.#pages.indexOf(this.activeId);
      if (this.activeId === null) this.#activate(this.active, this.at(this.active)?.id ?? null);
      else if (found >= 0) this.active = found;
    } catch (thrown) {
      if (mine === this.#generation) this.error = commandError(thrown);
    } finally {
      if (mine === this.#generation) this.#pending.delete(page);
    }
  }

  #take(answer: SearchPage | undefined, pages: Pages): void {
    const late = [...this.#gone].filter((id) => pages.indexOf(id) >= 0);
    this.#pages = late.reduce((all, id) => all.without(id), pages);
    if (!answer) return;
    this.total = answer.total - late.length;
    this.matching = answer.matching - late.length;
    this.error = null;
  }

  #settle(select: number | null, before: Pages): void {
    const found = this.activeId === null ? -1 : this.#pages.indexOf(this.activeId);
    if (this.matching === 0 && !(select === null && this.#pinned)) this.#activate(-1, null);
    else if (select !== null) this.#select(select);
    else if (!this.#chosen && this.#atTop) this.#select(0);
    else this.#keep(found, before);
  }

  /** What was selected stays so, and what was in sight stays where it is. */
  #keep(found: number, before: Pages): void {
    const rows = this.#atTop && found === 0 ? 0 : this.#displacement(before);
    if (this.#toReveal && found >= 0) this.revealed++;
    else if (rows !== 0) this.moved = { rows };
    this.#toReveal = false;
    if (found >= 0) this.active = found;
    else if (this.#pinned) this.active = -1;
    // Selected, and scrolled out of what was asked for.
    else if (this.active >= 0 && this.active + rows < this.matching && !this.at(this.active + rows))
      this.active += rows;
    else this.#activate(...this.#row(Math.max(this.active, 0)));
  }

  /** By how many rows most of those in sight were moved. One that was copied goes to the top by itself. */
  #displacement(before: Pages): number {
    const counts = new Map<number, number>();
    for (let index = this.#sight[0]; index <= this.#sight[1]; index++) {
      const id = before.at(index)?.id;
      const to = id === undefined ? -1 : this.#pages.indexOf(id);
      if (to >= 0) counts.set(to - index, (counts.get(to - index) ?? 0) + 1);
    }
    const [most] = [...counts].sort((a, b) => b[1] - a[1]);
    return most?.[0] ?? 0;
  }

  #select(index: number): void {
    if (this.matching === 0) return;
    this.#pinned = this.#toReveal = false;
    this.#activate(...this.#row(index));
    this.revealed++;
  }

  #row(index: number): [number, string | null] {
    const at = Math.min(Math.max(index, 0), this.matching - 1);
    return [at, this.at(at)?.id ?? null];
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
