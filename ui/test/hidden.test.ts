import { screen } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { hidden } from "../src/lib/hidden";
import { open } from "./help";

it("finds what is not seen", () => {
  expect(hidden("\u001b[31mred\u001b[0m")).toEqual(["terminal codes"]);
  expect(hidden("if (admin\u202e) {")).toEqual(["changes of direction"]);
  expect(hidden("a\u200bb\u0000")).toEqual(["control characters", "characters without width"]);
  expect(hidden("ok\u{e0041}")).toEqual(["tag characters"]);
});

it("says nothing of what is meant to be there", () => {
  for (const text of [
    "\tif a:\r\n  b\n",
    "naïve, 日本語, עברית, العربية",
    "👩‍👩‍👧 ❤️",
    "🏴\u{e0067}\u{e0062}\u{e007f}",
    "می‌خواهم",
  ])
    expect(hidden(text), text).toEqual([]);
});

it("is told below the code", async () => {
  const before = (host: import("../src/host/fake").FakeHost) =>
    host.library.add(
      { name: "Trojan", language: "js", tags: [], app: "Clipboard", text: "let a = 1;\u2066\n" },
      Date.now(),
    );
  await open({ view: "Library", before });
  expect(await screen.findByText("Holds hidden characters: changes of direction.")).toBeVisible();
});
