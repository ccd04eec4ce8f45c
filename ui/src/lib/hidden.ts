// What a text holds that is not seen: it can make code read otherwise than it runs.

/* eslint-disable no-control-regex -- Such characters are what is looked for. */

/** A hidden character, and where it stands in the text. */
export type Spot = { at: number; text: string; kind: string };

/** Enough to see what is going on; a text with more of them is no text. */
const MOST = 2_000;

/** As much of what stands before a character as decides whether it belongs there, in units of memory: a flag with its tags. */
const BEFORE = 16;

type Kind = {
  name: string;
  of: RegExp;
  /** Where it is meant to be, by what stands right before it. Not a look-behind: WebKit's finds no character beyond U+FFFF. */
  belongs?: (before: string) => boolean;
};

const KINDS: Kind[] = [
  { name: "terminal codes", of: /[\u001b\u009b]/u },
  // Tab, line feed and the carriage return before one are what a text is made of.
  {
    name: "control characters",
    of: /[\u0000-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f\u007f-\u009a\u009c-\u009f]|\r(?!\n)/u,
  },
  { name: "changes of direction", of: /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u },
  { name: "characters without width", of: /[\u00ad\u180e\u200b\u2060-\u2064\ufeff]/u },
  // A joiner between two pictures makes one of them, and within a word of Arabic or Hindi it shapes it.
  {
    name: "characters without width",
    of: /[\u200c\u200d]/u,
    belongs: (before) =>
      ends(before, /[\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}]/u) &&
      !ends(before, /[\p{sc=Latn}\p{sc=Grek}\p{sc=Cyrl}]/u),
  },
  // One after a picture or a sign says how it is drawn, one after a character of Chinese or Mongolian which form it has.
  // More of them, or elsewhere, can carry any data: they have hidden whole programs.
  {
    name: "variation selectors",
    of: /[\u180b-\u180d\u180f\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/u,
    belongs: (before) =>
      ends(
        before,
        /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}#*0-9\p{Sm}\p{sc=Hani}\p{sc=Mong}\p{sc=Mymr}\p{sc=Phag}]/u,
      ),
  },
  { name: "line separators", of: /[\u2028\u2029]/u },
  { name: "blank letters", of: /[\u115f\u1160\u2800\u3164\uffa0]/u },
  // Up to seven after a black flag say whose it is.
  {
    name: "tag characters",
    of: /[\u{e0000}-\u{e007f}]/u,
    belongs: (before) => /\u{1f3f4}[\u{e0020}-\u{e007f}]{0,6}$/u.test(before),
  },
  // Whatever else Unicode says is not drawn.
  { name: "characters that are not drawn", of: /\p{Default_Ignorable_Code_Point}|[\ufff9-\ufffb]/u },
];
const ANY = new RegExp(KINDS.map(({ of }) => `(${of.source})`).join("|"), "gu");

/** Whether the last character of a text is of a kind. */
function ends(text: string, kind: RegExp): boolean {
  const last = [...text].at(-1);
  return last !== undefined && kind.test(last);
}

function* hidden(text: string): Generator<Spot> {
  for (const match of text.matchAll(ANY)) {
    const kind = KINDS[match.slice(1).findIndex((group) => group !== undefined)];
    const before = text.slice(Math.max(0, match.index - BEFORE), match.index);
    if (kind && !kind.belongs?.(before)) yield { at: match.index, text: match[0], kind: kind.name };
  }
}

/** The hidden characters of a text, in their order. */
export function spots(text: string): Spot[] {
  const found: Spot[] = [];
  for (const spot of hidden(text)) {
    found.push(spot);
    if (found.length === MOST) break;
  }
  return found;
}

/** A text in a line, with the name of each hidden character in its place. */
export function visible(text: string): string {
  let seen = "";
  let from = 0;
  for (const { at, text: character } of hidden(text)) {
    seen += `${text.slice(from, at)}⟨${nameOf(character)}⟩`;
    from = at + character.length;
  }
  return seen + text.slice(from);
}

/** The kinds of them, each once. */
export function kinds(found: readonly Spot[]): string[] {
  return [...new Set(found.map((spot) => spot.kind))];
}

/** "U+202E", to be shown in its place. */
export function nameOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
