import type { AssetChange, AssetSummary, AssetView, DeletedAsset, Facets, SearchPage } from "../bindings";
import { LANGUAGES, SAMPLES, type Sample } from "./samples";

const DAY = 86_400_000;
const VARIANTS = ["", " for tests", " with timeout", " (old)", " and log", " v2", " in batches", " by id"];

function refuse(code: string, message: string): never {
  throw { code, message };
}

export function uuid(n: number): string {
  return `00000000-0000-4000-8000-${n.toString(16).padStart(12, "0")}`;
}

/** Assets by newest first, found by all of the words in name, text or tags. */
export class FakeLibrary {
  #assets: AssetView[] = [];
  #deleted = new Map<string, AssetView>();
  #next = 1;

  constructor(size: number, now: number) {
    for (let n = 0; n < size; n++) {
      const sample = SAMPLES[n % SAMPLES.length] as Sample;
      const round = Math.floor(n / SAMPLES.length);
      const variant = round === 0 ? "" : `${VARIANTS[round % VARIANTS.length]}${round < 8 ? "" : ` ${round}`}`;
      const reused = n % 3 === 0 ? Math.max(6 - round, 1) : 0;
      this.#assets.push({
        ...this.#asset(sample, now - (n * 0.7 + 0.1) * DAY),
        name: `${sample.name}${variant}`,
        reuse_count: n === 1 ? 4 : reused,
        reused: reused ? now - n * 0.3 * DAY - DAY : null,
      });
    }
  }

  /** What assets know of having been reused is forgotten. */
  forgetReuse(): void {
    this.#assets = this.#assets.map((asset) => ({ ...asset, reuse_count: 0, reused: null }));
  }

  #asset(sample: Sample, created: number): AssetView {
    const language = LANGUAGES.find((one) => one.id === sample.language);
    return {
      id: uuid(this.#next++),
      name: sample.name,
      first_line: sample.text.trimStart().split("\n")[0] ?? "",
      language: language?.name ?? null,
      tags: [...sample.tags],
      created,
      updated: created,
      reused: null,
      reuse_count: 0,
      no_text: false,
      text: sample.text,
      language_id: language?.id ?? null,
      grammar: language?.grammar ?? null,
      application: sample.app,
      by_suggestion: true,
      bytes: new TextEncoder().encode(sample.text).length,
      lines: sample.text.split("\n").length,
      websites: sample.tags.includes("http")
        ? [{ url: "https://developer.mozilla.org/docs/Web/API/Fetch_API", name: "Fetch API" }]
        : [],
      annotations: sample.tags.includes("async") ? ["Used by the importer; five attempts are enough there."] : [],
      anchors: sample.tags.includes("async") ? ["~/src/importer/src/net/retry.rs"] : [],
    };
  }

  get size(): number {
    return this.#assets.length;
  }

  all(): readonly AssetView[] {
    return this.#assets;
  }

  get(id: string): AssetView {
    return this.#assets.find((one) => one.id === id) ?? refuse("gone", "This was deleted in the meantime.");
  }

  add(sample: Sample, now: number): AssetView {
    const asset = this.#asset(sample, now);
    this.#assets.unshift(asset);
    return asset;
  }

  update(id: string, change: Partial<AssetView>): AssetView {
    const asset = { ...this.get(id), ...change };
    this.#assets = this.#assets.map((one) => (one.id === id ? asset : one));
    return asset;
  }

  edit(id: string, { name, add_tags = [], remove_tags = [], language }: AssetChange, now: number): AssetView {
    if (name !== undefined && name.trim() === "") refuse("invalid", "A title needs at least one character.");
    const chosen = LANGUAGES.find((one) => one.id === language);
    return this.update(id, {
      updated: now,
      ...(name === undefined ? {} : { name: name.trim() }),
      tags: [...new Set([...this.get(id).tags.filter((tag) => !remove_tags.includes(tag)), ...add_tags])],
      ...(language === undefined
        ? {}
        : { language: chosen?.name ?? null, language_id: chosen?.id ?? null, grammar: chosen?.grammar ?? null }),
    });
  }

  delete(id: string): void {
    this.#deleted.set(id, this.get(id));
    this.#assets = this.#assets.filter((one) => one.id !== id);
  }

  /** What can be brought back, oldest first. */
  deleted(): DeletedAsset[] {
    return [...this.#deleted.values()].map(({ id, name }) => ({ id, name }));
  }

  undoDelete(id: string): AssetView {
    const asset = this.#deleted.get(id) ?? refuse("not_kept", "That snippet can't be brought back any more.");
    this.#deleted.delete(id);
    this.#assets = [...this.#assets, asset].sort((a, b) => b.created - a.created);
    return asset;
  }

  search(query: string, language: string | null, tag: string | null, offset: number, limit: number): SearchPage {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    const items = this.#assets.filter(
      (one) =>
        (language === null || one.language_id === language) &&
        (tag === null || one.tags.includes(tag)) &&
        words.every((word) => `${one.name} ${one.tags.join(" ")} ${one.text}`.toLowerCase().includes(word)),
    );
    return {
      total: this.size,
      matching: items.length,
      items: items.slice(offset, offset + limit).map(summary),
    };
  }

  facets(): Facets {
    const count = new Map<string, number>();
    const add = (key: string) => count.set(key, (count.get(key) ?? 0) + 1);
    for (const one of this.#assets) {
      if (one.language_id) add(`l:${one.language_id}`);
      one.tags.forEach((tag) => add(`t:${tag}`));
    }
    const byCount = (a: { count: number }, b: { count: number }) => b.count - a.count;
    const tags = [...count].filter(([key]) => key.startsWith("t:"));
    return {
      languages: LANGUAGES.map(({ id, name }) => ({ id, name, count: count.get(`l:${id}`) ?? 0 }))
        .filter((one) => one.count > 0)
        .sort(byCount),
      tags: tags.map(([key, n]) => ({ name: key.slice(2), count: n })).sort(byCount),
    };
  }
}

function summary(asset: AssetView): AssetSummary {
  const { id, name, first_line, language, tags, created, updated, reused, reuse_count, no_text } = asset;
  return { id, name, first_line, language, tags, created, updated, reused, reuse_count, no_text };
}
