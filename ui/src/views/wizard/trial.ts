// The sample of the last step, and how far somebody has come with it: read off the suggestions themselves, so it
// does not matter whether an answer was given by notification, tray or window.
import type { SuggestionSummary } from "../../host/bindings";
import { isOpen } from "../../lib/words";

export const SAMPLE = `function chunk(list, size) {
  const out = [];
  for (let i = 0; i < list.length; i += size)
    out.push(list.slice(i, i + size));
  return out;
}`;

/** The same with other names. */
export const RENAMED = `function inGroups(items, count) {
  const groups = [];
  for (let at = 0; at < items.length; at += count)
    groups.push(items.slice(at, at + count));
  return groups;
}`;

export type Progress = {
  /** How many of the four things are done: copied, saved, copied again, reused. */
  done: number;
  /** What waits for an answer now. */
  waiting: SuggestionSummary | null;
  /** The sample was in the library before; there was nothing to save. */
  hadIt: boolean;
  /** The last copy was answered with "never for this". */
  refused: boolean;
};

const opens = (text: string, one: SuggestionSummary) => one.first_line.trim() === text.split("\n")[0];

/** `since`: what was copied before this step was opened is an older trial. Suggestions are newest first. */
export function progress(all: readonly SuggestionSummary[], since: number): Progress {
  const mine = all.filter((one) => one.at >= since);
  const first = mine.find((one) => opens(SAMPLE, one));
  const again = mine.find((one) => opens(RENAMED, one) && one.kind === "reuse");
  const hadIt = first?.kind === "reuse";
  const saved = hadIt || first?.state === "saved" || again !== undefined;
  const refused = !saved && first?.state === "declined";
  if (again?.state === "reused") return { done: 4, waiting: null, hadIt, refused };
  if (again && saved) return { done: 3, waiting: isOpen(again.state) ? again : null, hadIt, refused };
  if (saved) return { done: 2, waiting: null, hadIt, refused };
  // What was answered with no is to be copied again.
  return { done: first && !refused ? 1 : 0, waiting: first && isOpen(first.state) ? first : null, hadIt, refused };
}
