import { expect, it } from "vitest";
import { grammars } from "../src/lib/grammars";
import { highlight } from "../src/lib/highlight";
import { LANGUAGES } from "../src/host/fake/samples";

const still = new AbortController().signal;

it("names what a token is, and where it stands in the whole text", async () => {
  const text = `def a(b):\n    return "c" # d\n`;
  const lines = await highlight(text, "python", still);
  const kinds = new Map(lines?.flat().map((run) => [run.text.trim(), run.kind]));
  expect(kinds.get("def")).toBe("keyword");
  expect(kinds.get("a")).toBe("function");
  expect(kinds.get('"c"')).toBe("string-expression");
  expect(kinds.get("# d")).toBe("comment");
  for (const run of lines?.flat() ?? []) expect(text.slice(run.at, run.at + run.text.length)).toBe(run.text);
});

it("carries a comment over the slices that a long text is cut into", async () => {
  const text = ["/*", ...Array.from({ length: 100 }, () => "still a comment"), "*/ let x"].join("\n");
  const lines = await highlight(text, "javascript", still);
  expect(lines).toHaveLength(102);
  expect(lines?.[90]?.map((run) => run.kind)).toEqual(["comment"]);
  expect(lines?.[90]?.[0]?.at).toBe(text.split("\n").slice(0, 90).join("\n").length + 1);
});

it("leaves alone what is in no known grammar, or not waited for any more", async () => {
  expect(await highlight("x", "no such language", still)).toBeNull();
  expect(await highlight("x = 1", "python", AbortSignal.abort())).toBeNull();
});

it("loads every grammar that it names, in the engine that it uses", async () => {
  for (const name of Object.keys(grammars)) expect(await highlight("a = 1", name, still), name).not.toBeNull();
}, 60_000);

it("knows the grammars of the samples", () => {
  expect(LANGUAGES.map((one) => one.grammar).filter((name) => !(name in grammars))).toEqual([]);
});
