import type { Spot } from "./hidden";
import type { Run } from "./highlight";

/** A place in a text: [start, end) in UTF-16 code units. */
export type Span = [number, number];

/** The kind of a run that is one hidden character. */
export const HIDDEN = "hidden";

export type Part = { text: string; kind: string; marked: boolean };

/** The lines of a text without colours. */
export function plain(text: string): Run[][] {
  let at = 0;
  return text.split("\n").map((line) => {
    const run = { text: line, at, kind: "" };
    at += line.length + 1;
    return line === "" ? [] : [run];
  });
}

/** Cuts the runs of a line where a mark begins or ends. The marks are sorted and do not overlap. */
export function cut(line: readonly Run[], marks: readonly Span[]): Part[] {
  const parts: Part[] = [];
  for (const run of line) {
    let from = run.at;
    const end = run.at + run.text.length;
    const add = (to: number, marked: boolean) => {
      if (to > from) parts.push({ text: run.text.slice(from - run.at, to - run.at), kind: run.kind, marked });
      from = Math.max(from, to);
    };
    for (const [start, stop] of marks) {
      if (stop <= from || start >= end) continue;
      add(start, false);
      add(Math.min(stop, end), true);
    }
    add(end, false);
  }
  return parts;
}

/** Gives each hidden character a run of its own, so that it can be drawn as what it is. Both are in order. */
export function setApart(line: readonly Run[], hidden: readonly Spot[]): Run[] {
  const [first, last] = [line[0], line.at(-1)];
  if (!first || !last) return [];
  const here = hidden.filter((spot) => spot.at >= first.at && spot.at < last.at + last.text.length);
  return line.flatMap((run) => {
    const parts: Run[] = [];
    let from = 0;
    const add = (to: number, kind: string) => {
      if (to > from) parts.push({ text: run.text.slice(from, to), at: run.at + from, kind });
      from = to;
    };
    for (const spot of here) {
      const start = spot.at - run.at;
      if (start < from || start >= run.text.length) continue;
      add(start, run.kind);
      add(start + spot.text.length, HIDDEN);
    }
    add(run.text.length, run.kind);
    return parts;
  });
}

/** Where the words of a query stand in a title, as parts of it; compared without regard to case. */
export function matches(title: string, query: string): Part[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const lower = title.toLowerCase();
  // A letter whose lower case is longer would shift every place after it.
  if (words.length === 0 || lower.length !== title.length) return [{ text: title, kind: "", marked: false }];
  const spans: Span[] = [];
  for (const word of words) {
    for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + word.length)) {
      spans.push([at, at + word.length]);
    }
  }
  spans.sort((a, b) => a[0] - b[0]);
  return cut([{ text: title, at: 0, kind: "" }], spans);
}
