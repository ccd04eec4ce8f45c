import type { Answer, OfferedAsset, SuggestionDetail, SuggestionState, SuggestionSummary } from "../bindings";
import { type FakeLibrary, uuid } from "./library";
import { LANGUAGES, MERGE_SPANS, SAMPLES, type Sample } from "./samples";
import { compare, titleOf } from "./similar";

const HOUR = 3_600_000;
const SECRET = /-----BEGIN|AKIA[0-9A-Z]{16}|ghp_\w{20}/;
const AFTER: Record<Answer, SuggestionState> = {
  save: "saved",
  save_new: "saved",
  reuse: "reused",
  dismiss: "dismissed",
  never: "declined",
};

function guess(text: string): string {
  if (/^\s*(def |for .*:$)/m.test(text)) return "py";
  if (/\bfn \w/.test(text)) return "rs";
  if (/\bSELECT\b|\bCREATE TABLE\b/.test(text)) return "sql";
  return /\bfunction\b|=>|\bconst\b/.test(text) ? "js" : "sh";
}

/** What was copied and what became of it, newest first. */
export class FakeSuggestions {
  #all: SuggestionDetail[] = [];
  #next = 0x1000;
  readonly #library: FakeLibrary;

  constructor(library: FakeLibrary) {
    this.#library = library;
  }

  list(): SuggestionSummary[] {
    return this.#all.map((one) => one.summary).slice(0, 100);
  }

  get(id: string): SuggestionDetail {
    const found = this.#all.find((one) => one.summary.id === id);
    if (!found) throw { code: "not_found", message: "This suggestion is no longer kept." };
    return found;
  }

  /** Judges a text; a waiting suggestion gives way to it. */
  copy(text: string, application: string, at: number): SuggestionDetail {
    this.#all = this.#all.map((one) => (one.summary.state === "waiting" ? this.#in(one, "superseded") : one));
    const secret = SECRET.test(text);
    const offers = secret ? [] : this.#offers(text);
    const kind = secret ? "nothing" : offers.length > 0 ? "reuse" : "save";
    const language = LANGUAGES.find((one) => one.id === (offers[0] ? undefined : guess(text)));
    const summary: SuggestionSummary = {
      id: uuid(this.#next++),
      at,
      application,
      kind,
      state: secret ? "secret" : "waiting",
      title: secret ? "" : titleOf(text),
      first_line: secret ? "" : (text.split("\n")[0] ?? ""),
      language: secret ? null : (offers[0]?.language ?? language?.name ?? null),
      why: offers[0]?.why ?? "",
    };
    const grammar = offers[0]?.grammar ?? language?.grammar ?? null;
    const detail = { summary, text: secret ? "" : text, grammar, offers };
    this.#all = [detail, ...this.#all].sort((a, b) => b.summary.at - a.summary.at);
    return detail;
  }

  answer(id: string, answer: Answer, asset: string | null, now: number): SuggestionSummary {
    const detail = this.get(id);
    if (answer === "reuse" && asset !== null) {
      const used = this.#library.get(asset);
      this.#library.update(used.id, { reuse_count: used.reuse_count + 1, reused: now });
    }
    if (answer === "save" || answer === "save_new") {
      const language = LANGUAGES.find((one) => one.name === detail.summary.language)?.id ?? "";
      const { title, application } = detail.summary;
      this.#library.add({ name: title, language, tags: [], app: application, text: detail.text }, now);
    }
    const answered = this.#in(detail, AFTER[answer]);
    this.#all = this.#all.map((one) => (one === detail ? answered : one));
    return answered.summary;
  }

  /** A day as it might have been. */
  fill(now: number): void {
    const [, , , , , , top, find] = SAMPLES as [Sample, Sample, Sample, Sample, Sample, Sample, Sample, Sample];
    const past: [string, string, number, SuggestionState, string][] = [
      [SAMPLES[0]?.text ?? "", "Neovim", 1, "saved", "retry_with_backoff"],
      [top.text, "DataGrip", 2, "reused", top.name],
      [find.text, "Terminal", 3, "dismissed", find.name],
      ["-----BEGIN", "Firefox", 3.4, "secret", ""],
      ["git rebase --onto main feature~3 feature", "Terminal", 4, "superseded", "rebase the last three"],
      [SAMPLES[9]?.text ?? "", "GoLand", 26, "saved", "worker pool"],
      [SAMPLES[10]?.text ?? "", "Firefox", 28, "declined", "centre a child"],
      [SAMPLES[8]?.text ?? "", "VS Code", 75, "reused", "debounce"],
    ];
    for (const [text, application, hours, state, title] of past) {
      const made = this.copy(text, application, now - hours * HOUR);
      const settled = this.#in(made, state);
      this.#all = this.#all.map((one) => (one === made ? { ...settled, summary: { ...settled.summary, title } } : one));
    }
    this.copy(MERGE_SPANS, "Firefox", now - 20_000);
  }

  #in(detail: SuggestionDetail, state: SuggestionState): SuggestionDetail {
    return { ...detail, summary: { ...detail.summary, state } };
  }

  #offers(text: string): OfferedAsset[] {
    const offers: OfferedAsset[] = [];
    for (const asset of this.#library.all().slice(0, 20)) {
      const found = compare(text, asset.text);
      if (!found) continue;
      const { id, name, language, grammar, created, application, reuse_count } = asset;
      const why = found.names === 0 ? "same code" : `same code, ${found.names} names differ`;
      const { marks, difference } = found;
      const shared = { id, name, language, grammar, created, application, reuse_count };
      offers.push({ ...shared, text: asset.text, why, difference, marks, lines: [] });
    }
    return offers.sort((a, b) => a.difference - b.difference || b.created - a.created).slice(0, 3);
  }
}
