// Tauri freezes Object.prototype in the window. Assigning to a plain object under a name that it inherits, such as
// "constructor", throws then, and Shiki keeps scopes and rules in such objects. So no name that it gets may be one.
import type { LanguageRegistration, ThemeRegistration } from "shiki/core";

const isInherited = (name: string): boolean => Object.hasOwn(Object.prototype, name);

/** "#constructor", also in "source.elm#constructor". */
const REFERENCE = /#(\w+)$/;

function renamed(part: unknown): unknown {
  if (typeof part === "string")
    return part.replace(REFERENCE, (all, name: string) => (isInherited(name) ? `#_${name}` : all));
  if (Array.isArray(part)) return part.map(renamed);
  if (typeof part !== "object" || part === null) return part;
  return Object.fromEntries(
    Object.entries(part).map(([name, value]) => [
      isInherited(name) ? `_${name}` : name,
      // A pattern may end in what looks like a reference.
      typeof value === "string" && name !== "include" ? value : renamed(value),
    ]),
  );
}

/** The same grammar, with other names for the rules whose names are inherited ones. */
export function safeGrammar(grammar: LanguageRegistration): LanguageRegistration {
  return renamed(grammar) as LanguageRegistration;
}

/** The same theme without the scopes that have an inherited name in them; a wider one colours those too. */
export function safeTheme(theme: ThemeRegistration): ThemeRegistration {
  const isSafe = (scope: string) => !scope.split(/[.\s]/).some(isInherited);
  const tokenColors = theme.tokenColors?.map((one) =>
    Array.isArray(one.scope) ? { ...one, scope: one.scope.filter(isSafe) } : one,
  );
  return tokenColors ? { ...theme, tokenColors } : theme;
}
