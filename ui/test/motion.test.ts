// Motion is short, and there is none where the system asks for none.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const styles = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((name) => /\.(css|svelte)$/.test(name))
  .map((name) => [name, readFileSync(join("src", name), "utf8")] as const);
const tokens = readFileSync("src/design/tokens.css", "utf8");
const reduced = (css: string) => css.split("@media (prefers-reduced-motion: reduce)")[1] ?? "";

it("takes less than 150 ms", () => {
  expect(Number(/--quick: (\d+)ms/.exec(tokens)?.[1])).toBeLessThan(150);
  const durations = styles.flatMap(([name, css]) =>
    [...css.matchAll(/^\s*(?:transition|animation): (.*);$/gm)].map(([, value]) => `${name}: ${value}`),
  );
  expect(durations.length).toBeGreaterThan(5);
  // What waits may breathe for as long as it waits.
  expect(durations.filter((one) => !one.includes("var(--quick)") && !one.startsWith("lib/Skeleton"))).toEqual([]);
});

it("is off where the system says so", () => {
  expect(reduced(tokens)).toMatch(/--quick: 0ms;/);
  const base = reduced(readFileSync("src/design/base.css", "utf8"));
  for (const what of ["animation-duration: 0s", "transition-duration: 0s", "scroll-behavior: auto"])
    expect(base).toContain(`${what} !important`);
});
