// The colours of the tokens, computed as a browser would, held to WCAG 2.2 AA in both themes.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync("src/design/tokens.css", "utf8");
const [light = "", dark = ""] = css.split("@media (prefers-color-scheme: dark)");

function variables(block: string): Record<string, string> {
  return Object.fromEntries([...block.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value]));
}
const themes = { light: variables(light), dark: { ...variables(light), ...variables(dark) } };

type Colour = [number, number, number, number];

function resolve(theme: Record<string, string>, value: string): Colour {
  const name = /^var\((--[\w-]+)\)$/.exec(value.trim())?.[1];
  if (name) return resolve(theme, theme[name] ?? `no ${name}`);
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(value.trim())?.[1];
  if (hex) {
    const full = hex.length === 3 ? [...hex].map((digit) => digit + digit).join("") : hex;
    const part = (at: number) => parseInt(full.slice(at, at + 2), 16);
    return [part(0), part(2), part(4), 1];
  }
  const parts = /^rgb\((\d+) (\d+) (\d+) \/ ([\d.]+)\)$/.exec(value.trim());
  if (!parts) throw new Error(`not a colour: ${value}`);
  return [Number(parts[1]), Number(parts[2]), Number(parts[3]), Number(parts[4])];
}

function over(top: Colour, below: Colour): Colour {
  const mix = (at: 0 | 1 | 2) => top[at] * top[3] + below[at] * (1 - top[3]);
  return [mix(0), mix(1), mix(2), 1];
}

function luminance([r, g, b]: Colour): number {
  const part = (value: number) =>
    value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
  return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
}

function contrast(theme: Record<string, string>, front: string, ...layers: string[]): number {
  const behind = layers.map((name) => resolve(theme, `var(--${name})`)).reduce((below, top) => over(top, below));
  const [a, b] = [luminance(over(resolve(theme, `var(--${front})`), behind)), luminance(behind)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

it("computes what the standard says", () => {
  const plain = { "--a": "#000", "--b": "#ffffff", "--c": "#777" };
  expect(contrast(plain, "a", "b")).toBeCloseTo(21, 5);
  expect(contrast(plain, "c", "b")).toBeCloseTo(4.478, 2);
});

const code = ["keyword", "function", "string", "comment", "constant", "deleted"].map((kind) => `code-${kind}`);

describe.each(Object.entries(themes))("%s", (_, theme) => {
  it.each(["bg", "surface", "sunken"])("text on %s", (behind) => {
    expect(contrast(theme, "text", behind)).toBeGreaterThanOrEqual(7);
    expect(contrast(theme, "muted", behind)).toBeGreaterThanOrEqual(4.5);
  });
  it.each(["accent", "text", "muted"])("%s on the selection, marked or not", (front) => {
    expect(contrast(theme, front, "accent-soft")).toBeGreaterThanOrEqual(4.5);
    expect(contrast(theme, "text", "accent-soft", "mark")).toBeGreaterThanOrEqual(4.5);
  });
  it("words on the primary button", () => expect(contrast(theme, "accent-text", "accent")).toBeGreaterThanOrEqual(4.5));
  it.each(["good", "warn", "bad", "accent"])("%s as text", (front) => {
    expect(contrast(theme, front, "surface")).toBeGreaterThanOrEqual(4.5);
    expect(contrast(theme, front, "bg")).toBeGreaterThanOrEqual(4.5);
  });
  it("the names of hidden characters in code", () =>
    expect(contrast(theme, "warn", "sunken")).toBeGreaterThanOrEqual(4.5));
  it.each(code)("%s, plain and marked", (front) => {
    expect(contrast(theme, front, "sunken")).toBeGreaterThanOrEqual(4.5);
    expect(contrast(theme, front, "sunken", "mark")).toBeGreaterThanOrEqual(4.5);
  });
  it.each(["bg", "surface"])("edges of fields and the focus on %s", (behind) => {
    expect(contrast(theme, "focus", behind)).toBeGreaterThanOrEqual(3);
    expect(contrast(theme, "line-strong", behind)).toBeGreaterThanOrEqual(3);
  });
});
