// Shiki, which works in a worker. Its colours are names of our tokens, and what it finds is drawn by Code.svelte: the
// HTML that it could write has style attributes, which the content security policy refuses.
import type { GrammarState, HighlighterCore, ThemedToken } from "shiki/core";
import { grammars } from "./grammars";
import { safeGrammar, safeTheme } from "./inherited";

/** A run of text in one colour; `kind` names it: "keyword", "string" or nothing. */
export type Run = { text: string; at: number; kind: string };

const CHUNK_LINES = 40;
/** Between two chunks there must have been time to hear that nobody waits any more. */
const BUDGET_MS = 8;

/** Only what helps to recognise code has a colour: not types, operators and variables, as that theme would have it. */
const quieter = [
  {
    scope: [
      "entity.name.type",
      "entity.name.class",
      "support.class",
      "support.type",
      "keyword.operator",
      "variable",
      "variable.other.object",
      "variable.other.constant",
      "variable.other.property",
      "support.variable",
      "meta.property-name",
    ],
    settings: { foreground: "var(--code-foreground)" },
  },
  {
    scope: ["keyword.operator.logical.python", "keyword.operator.new", "keyword.operator.expression", "storage.type"],
    settings: { foreground: "var(--code-token-keyword)" },
  },
];

let loading: Promise<HighlighterCore> | undefined;

async function load(): Promise<HighlighterCore> {
  const [{ createHighlighterCore, createCssVariablesTheme }, { createJavaScriptRegexEngine }] = await Promise.all([
    import("shiki/core"),
    import("shiki/engine/javascript"),
  ]);
  const theme = createCssVariablesTheme({ name: "tokens", variablePrefix: "--code-" });
  theme.tokenColors = [...(theme.tokenColors ?? []), ...quieter];
  return createHighlighterCore({
    themes: [safeTheme(theme)],
    langs: [],
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  });
}

async function ready(grammar: string): Promise<HighlighterCore | null> {
  const source = grammars[grammar];
  if (!source) return null;
  const highlighter = await (loading ??= load());
  if (!highlighter.getLoadedLanguages().includes(grammar)) {
    const { default: registrations } = await source();
    await highlighter.loadLanguage(registrations.map(safeGrammar));
  }
  return highlighter;
}

function kindOf(token: ThemedToken): string {
  return /--code-token-([a-z-]+)/.exec(token.color ?? "")?.[1] ?? "";
}

const pause = () => new Promise<void>((done) => setTimeout(done));

/**
 * The lines of a text in colour, or null where there is no such grammar. Works in slices and stops when `signal` says that
 * nobody waits for it any more.
 */
export async function highlight(text: string, grammar: string, signal: AbortSignal): Promise<Run[][] | null> {
  const highlighter = await ready(grammar);
  if (!highlighter) return null;
  const source = text.split("\n");
  const lines: Run[][] = [];
  let at = 0;
  let state: GrammarState | undefined;
  // Whoever walks through a list asks for many texts, and waits for the last one.
  await pause();
  let slice = performance.now();
  for (let first = 0; first < source.length; first += CHUNK_LINES) {
    if (signal.aborted) return null;
    if (performance.now() - slice > BUDGET_MS) {
      await pause();
      slice = performance.now();
    }
    const chunk = source.slice(first, first + CHUNK_LINES).join("\n");
    // A grammar that is used for the first time is slow; half a second, as it comes, would leave lines without colours.
    const options = { lang: grammar, theme: "tokens", tokenizeMaxLineLength: 2_000, tokenizeTimeLimit: 5_000 };
    const found = highlighter.codeToTokensBase(chunk, state ? { ...options, grammarState: state } : options);
    state = highlighter.getLastGrammarState(found);
    for (const line of found) {
      lines.push(line.map((token) => ({ text: token.content, at: at + token.offset, kind: kindOf(token) })));
    }
    at += chunk.length + 1;
  }
  return lines;
}
