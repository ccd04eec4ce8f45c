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
  it("stand at the right place where letters have another length in lower case", () => {
    expect(marked(matches("İx x", "x"))).toBe("İ[x] [x]");
    expect(marked(matches("İstanbul", "istan"))).toBe("[İstan]bul");
  });
  it("are found whatever their marks, width and composition", () => {
    const [composed, decomposed] = ["r\u00e9sum\u00e9", "re\u0301sume\u0301"];
    for (const query of [composed, decomposed, "resume", "RESUME"]) {
      expect(marked(matches(`my ${composed} 1`, query))).toBe(`my [${composed}] 1`);
      expect(marked(matches(`my ${decomposed} 1`, query))).toBe(`my [${decomposed}] 1`);
    }
    expect(marked(matches(`${decomposed}s`, "sume"))).toBe("re\u0301[sume\u0301]s");
    expect(marked(matches("ｆｕｌｌ width", "full"))).toBe("[ｆｕｌｌ] width");
    expect(marked(matches("Straße 5", "strasse"))).toBe("[Straße] 5");
    expect(marked(matches("Straße 5", "s"))).toBe("[S]tra[ß]e 5");
    expect(marked(matches("a ≠ b = c", "="))).toBe("a ≠ b [=] c");
  });
  it("are no pattern", () => expect(marked(matches("a.b(c)", ".b("))).toBe("a[.b(]c)"));
});
