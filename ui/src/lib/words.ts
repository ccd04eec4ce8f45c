// Small words for numbers and states, so that they are the same everywhere.
import type { ApplicationView, SuggestionState } from "../host/bindings";
import { locale } from "./dates";

const whole = new Intl.NumberFormat(locale);
const tenths = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });

export function count(n: number): string {
  return whole.format(n);
}

/** "Not answered" of "not answered" */
export function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** Whether a title is the line itself, as far as it goes: who has read one need not read the other. */
export function isLine(title: string, line: string): boolean {
  return title === line || (title.endsWith("…") && line.startsWith(title.slice(0, -1)));
}

/** A title within a sentence: a client may have set one of thousands of characters. */
export function shortened(title: string): string {
  const letters = [...title];
  return letters.length > 80 ? `${letters.slice(0, 80).join("")}…` : title;
}

/** As the host counts: an emoji is one, however it is written in memory. */
export function characters(text: string): number {
  return [...text].length;
}

/** "1 line", "16 lines" */
export function many(n: number, one: string, more = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : more}`;
}

/** "412 B", "1.4 kB" */
export function size(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${tenths.format(bytes / 1_000)} kB` : `${tenths.format(bytes / 1_000_000)} MB`;
}

export const decided: Record<SuggestionState, string> = {
  waiting: "waiting",
  saved: "saved",
  reused: "reused",
  dismissed: "not now",
  declined: "never for this",
  superseded: "not answered",
  secret: "",
};

const HOUR = 3_600_000;

/** Nobody says goodbye: who was not seen for an hour may be closed. */
export function isConnected({ connected, own, last_seen }: ApplicationView, now: number): boolean {
  return own || (connected && now - last_seen < HOUR);
}

/** What can still be answered. */
export function isOpen(state: SuggestionState): boolean {
  return state === "waiting" || state === "superseded" || state === "dismissed";
}
