import { describe, expect, it } from "vitest";
import { cut, matches, plain } from "../src/lib/marks";

const marked = (parts: { text: string; marked: boolean }[]) =>
  parts.map((part) => (part.marked ? `[${part.text}]` : part.text)).join("");

describe("marks in code", () => {
  it("are cut out of coloured runs, over their edges", () => {
    const runs = [
      { text: "let", at: 0, kind: "keyword" },
      { text: " ab", at: 3, kind: "" },
    ];
    const parts = cut(runs, [[2, 5]]);
    expect(marked(parts)).toBe("le[t][ a]b");
    expect(parts.map((part) => part.kind)).toEqual(["keyword", "keyword", "", ""]);
  });
  it("count from the start of the text, also on later lines", () => {
    const lines = plain("ab\n\ncd");
    expect(lines.map((line) => marked(cut(line, [[4, 5]])))).toEqual(["ab", "", "[c]d"]);
  });
  it("that cross lines mark a part of each", () => {
    expect(plain("ab\ncd").map((line) => marked(cut(line, [[1, 4]])))).toEqual(["a[b]", "[c]d"]);
  });
});

describe("matches in a title", () => {
  it("are found whatever their case", () =>
    expect(marked(matches("fetchWithRetry", "retry"))).toBe("fetchWith[Retry]"));
  it("are found for every word, also where they overlap", () => {
    expect(marked(matches("retry later", "later ret"))).toBe("[ret]ry [later]");
    expect(
      matches("aaa", "aa a")
        .map((part) => part.text)
        .join(""),
    ).toBe("aaa");
  });
  it("leave a title alone whose lower case has another length", () => {
    expect(marked(matches("İx x", "x"))).toBe("İx x");
  });
  it("are no pattern", () => expect(marked(matches("a.b(c)", ".b("))).toBe("a[.b(]c)"));
});
