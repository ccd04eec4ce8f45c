// What a text holds that is not seen: it can make code read otherwise than it runs.

/* eslint-disable no-control-regex -- Control characters are what is looked for. */

/** Each kind by what it is called, and the characters that it is made of. */
const KINDS: [string, RegExp][] = [
  ["terminal codes", /\u001b/],
  // Tab, line feed and carriage return are what a text is made of.
  ["control characters", /[\u0000-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f\u007f-\u009f]/],
  ["changes of direction", /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/],
  // A joiner between two pictures makes one of them, and one within a word of Arabic or Hindi shapes it.
  ["characters without width", /[\u00ad\u180e\u200b\u2060-\u2064\ufeff]|(?<![\p{L}\p{M}\p{Emoji}])[\u200c\u200d]/u],
  ["tag characters", /(?<!\u{1f3f4}[\u{e0020}-\u{e007f}]*)[\u{e0000}-\u{e007f}]/u],
];

/** The kinds of hidden characters in a text. */
export function hidden(text: string): string[] {
  return KINDS.filter(([, kind]) => kind.test(text)).map(([name]) => name);
}
