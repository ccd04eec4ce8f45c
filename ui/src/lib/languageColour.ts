const known: Record<string, string> = {
  Rust: "#d0743c",
  JavaScript: "#c9a800",
  TypeScript: "#3f7fd0",
  Python: "#3a76b0",
  Shell: "#4c8f3a",
  SQL: "#7a5ccc",
  Go: "#21a0bf",
  C: "#7b8794",
  "C++": "#c95c8a",
  "C#": "#5a9a4a",
  Java: "#b5652a",
  Kotlin: "#9a62e0",
  Swift: "#e0653a",
  Ruby: "#c0392f",
  PHP: "#7279b8",
  HTML: "#d9572f",
  CSS: "#5b6fd6",
  JSON: "#8f8a60",
  YAML: "#b0566b",
  TOML: "#a8683a",
  Markdown: "#8a8f98",
  Dockerfile: "#3d8fc4",
  Lua: "#5a67c9",
  Haskell: "#7a62a8",
};

/** The same colour for a language every time; one that is not known gets one from its name. */
export function colourOf(language: string | null): string | undefined {
  if (language === null) return undefined;
  const colour = known[language];
  if (colour) return colour;
  let hash = 0;
  for (const letter of language) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 360;
  return `hsl(${hash} 45% 50%)`;
}
