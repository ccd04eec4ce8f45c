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

/** What is not looked at when letters are compared: their accents, vowel signs that are mostly not written, what is not seen. */
const LOOKED_OVER =
  /[\u0300-\u0333]|[\u0339-\u036f]|[\u0591-\u05c7]|[\u064b-\u0655]|\u00ad|[\u200b-\u200d]|\u2060|\ufeff|[\ufe00-\ufe0f]/gu;

/** Letters that Unicode does not make of others, and what is typed for them. */
const TYPED: Record<string, string> = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ħ: "h", ł: "l", ı: "i", ς: "σ" };

/** A text as the search compares it: without regard to case, accents and width. */
function plainly(text: string): string {
  const decomposed = text.toLowerCase().normalize("NFKD").replace(LOOKED_OVER, "").toLowerCase().normalize("NFC");
  return Array.from(decomposed, (letter) => TYPED[letter] ?? letter).join("");
}

/** Where the words of a query stand in a title, as parts of it; compared as the search does. */
export function matches(title: string, query: string): Part[] {
  const words = query.split(/\s+/).map(plainly).filter(Boolean);
  if (words.length === 0) return [{ text: title, kind: "", marked: false }];
  // Each letter by itself, with its marks: where it stands in the title, for each unit of what it is plainly.
  let whole = "";
  const from: number[] = [];
  const to: number[] = [];
  for (const { 0: letter, index } of title.matchAll(/.\p{M}*/gsu)) {
    const spelled = plainly(letter);
    whole += spelled;
    for (let unit = 0; unit < spelled.length; unit += 1) {
      from.push(index);
      to.push(index + letter.length);
    }
  }
  const spans: Span[] = [];
  for (const word of words) {
    for (let at = whole.indexOf(word); at >= 0; at = whole.indexOf(word, at + word.length)) {
      spans.push([from[at] ?? 0, to[at + word.length - 1] ?? title.length]);
    }
  }
  spans.sort((a, b) => a[0] - b[0]);
  return cut([{ text: title, at: 0, kind: "" }], spans);
}
