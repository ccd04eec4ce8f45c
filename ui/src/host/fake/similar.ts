// A toy of the comparison that the real host does: the same shape with other names is the same code.
import type { Span } from "../../lib/marks";

type Word = { text: string; at: number };

const WORDS = /[A-Za-z_]\w*|\d+|[^\s\w]/g;

function words(text: string): Word[] {
  return [...text.matchAll(WORDS)].map((match) => ({ text: match[0], at: match.index }));
}

const isName = (word: Word) => /^[A-Za-z_]/.test(word.text);

/** Null when the shapes differ; else how many names do, and where they stand in the copied text. */
export function compare(copied: string, saved: string): { names: number; marks: Span[]; difference: number } | null {
  const [ours, theirs] = [words(copied), words(saved)];
  if (ours.length !== theirs.length || ours.length === 0) return null;
  const marks: Span[] = [];
  const names = new Set<string>();
  for (const [at, word] of ours.entries()) {
    const other = theirs[at];
    if (!other || isName(word) !== isName(other)) return null;
    if (word.text === other.text) continue;
    if (!isName(word)) return null;
    names.add(word.text);
    marks.push([word.at, word.at + word.text.length]);
  }
  return { names: names.size, marks, difference: marks.length / ours.length };
}

/** "fetch_user" of "async def fetch_user(id):" and the like. */
export function titleOf(text: string): string {
  const named = /\b(?:fn|def|function|func|class|struct|interface)\s+([A-Za-z_]\w*)/.exec(text);
  return named?.[1] ?? text.trim().split("\n")[0]?.slice(0, 60) ?? "";
}
