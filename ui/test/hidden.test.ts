import { screen, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { FakeHost } from "../src/host/fake";
import { kinds, nameOf, spots, visible } from "../src/lib/hidden";
import { accessible, open } from "./help";

const kindsOf = (text: string) => kinds(spots(text));

describe("hidden characters", () => {
  it.each([
    ["\u001b[31mred\u001b[0m", ["terminal codes"]],
    ["if (admin\u202e) {", ["changes of direction"]],
    ["a\u200bb\u0000", ["characters without width", "control characters"]],
    ["rm -rf /\rls", ["control characters"]],
    ["user\u200dname", ["characters without width"]],
    ["\u200d alone", ["characters without width"]],
    ["const \u3164 = 1", ["blank letters"]],
    ["ok\u{e0041}", ["tag characters"]],
    ["run(" + "\u{e0170}\u{e0171}".repeat(9) + ")", ["variation selectors"]],
    ["❤\ufe0f\ufe0e", ["variation selectors"]],
    ["a\ufe00", ["variation selectors"]],
    ["// \u2028 evil()", ["line separators"]],
    ["a\u034fb\u206ac\ufff9", ["characters that are not drawn"]],
    ["🏴" + "\u{e0061}".repeat(20), ["tag characters"]],
  ])("%j", (text, found) => expect(kindsOf(text)).toEqual(found));

  it.each([
    "\tif a:\r\n  b\n",
    "naïve, 日本語, עברית, العربية",
    "👩‍👩‍👧 👩🏽‍💻 ❤️",
    "#\ufe0f\u20e3 ™\ufe0f ☺\ufe0e 葛\u{e0100} ≨\ufe00 👍🏽 🇫🇷",
    "🏴\u{e0067}\u{e0062}\u{e0065}\u{e007f}",
    "می‌خواهم",
  ])("are not those that are meant to be there: %s", (text) => expect(spots(text)).toEqual([]));

  it("are found where they stand, and named", () => {
    expect(spots("a\u202eb\u{e0041}").map(({ at, text }) => [at, nameOf(text)])).toEqual([
      [1, "U+202E"],
      [3, "U+E0041"],
    ]);
  });

  it("are not looked for without end", () => {
    expect(spots("\u200b".repeat(100_000)).length).toBeLessThanOrEqual(2_000);
  });
});

const TROJAN = 'if (level != "user\u202e \u2066// admins\u2069 \u2066") {\r\n  say("\u001b[31mno\u200b");\r\n}';
const WARNING = "Holds hidden characters: changes of direction, terminal codes, characters without width.";

/** What is drawn in place of each hidden character, and the text around them, which must be all of it. */
function drawn(code: HTMLElement): { names: (string | null)[]; text: string } {
  const names = [...code.querySelectorAll("[data-name]")].map((part) => part.getAttribute("data-name"));
  return { names, text: (code.textContent ?? "").replace(/\n$/, "") };
}

const expected = {
  names: ["U+202E", "U+2066", "U+2069", "U+2066", "U+001B", "U+200B"],
  text: TROJAN.replaceAll("\r\n", "\n"),
};

it("are shown and told in the library", async () => {
  const before = (host: FakeHost) =>
    void host.library.add({ name: "trojan", language: "js", tags: [], app: "Clipboard", text: TROJAN }, Date.now());
  await open({ view: "Library", before });
  const preview = within(await screen.findByRole("region", { name: "Preview" }));
  expect(await preview.findByText(WARNING)).toBeVisible();
  const code = preview.getByRole("group", { name: "Code of trojan" });
  expect(drawn(code)).toEqual(expected);
  await accessible();
  // Colours come later and must not take them away.
  await expect.poll(() => code.querySelector(".keyword")?.textContent, { timeout: 5_000 }).toBe("if");
  expect(drawn(code)).toEqual(expected);
});

it("are shown and told in both panes of a suggestion", async () => {
  const saved = TROJAN.replace("level", "rank");
  const before = (host: FakeHost) => {
    host.library.add({ name: "trojan", language: "js", tags: [], app: "Clipboard", text: saved }, Date.now());
    host.suggestions.copy(TROJAN, "Firefox", Date.now());
  };
  await open({ before });
  const card = within(await screen.findByRole("region", { name: "You have this already" }));
  expect(await card.findAllByText(WARNING)).toHaveLength(2);
  const copied = card.getByRole("group", { name: "Copied code" });
  expect(drawn(copied)).toEqual(expected);
  expect([...copied.querySelectorAll("mark")].map((mark) => mark.textContent)).toEqual(["level"]);
  expect(drawn(card.getByRole("group", { name: "Saved code" })).names).toEqual(expected.names);
  await accessible();
});

/** Where a hidden character is alive, outside of code, which shows them by itself, and of fields, which hold what is edited. */
function alive(): string[] {
  const found: string[] = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { parentElement, textContent } = texts.currentNode;
    if (!parentElement?.closest("pre") && spots(textContent ?? "").length > 0) found.push(`${textContent}`);
  }
  for (const element of document.querySelectorAll("[aria-label], [title], [aria-description], [alt]")) {
    for (const name of ["aria-label", "title", "aria-description", "alt"]) {
      const value = element.getAttribute(name) ?? "";
      if (spots(value).length > 0) found.push(`${name}: ${value}`);
    }
  }
  return found;
}

it("are alive nowhere in the window", async () => {
  const evil = (what: string) => `${what}\u202e\u200b\u001b[31m\u2066\u00ad\u{e0041}x`;
  const before = (host: FakeHost) => {
    const sample = { name: evil("name"), language: "js", tags: [evil("tag")], app: evil("app"), text: evil("text") };
    Object.assign(host.library.add(sample, Date.now()), {
      websites: [{ url: evil("https://example.org/"), name: evil("site") }],
      annotations: [evil("note")],
      anchors: [evil("/path")],
    });
    host.suggestions.copy(evil("function copied() { return 1 }"), evil("editor"), Date.now());
    host.connect("VS_CODE");
    host.applications = host.applications.map((one) => ({ ...one, name: evil("program"), version: evil("1") }));
    host.activity = {
      counts: [],
      items: [{ id: "1", at: Date.now(), application: evil("program"), text: evil("did") }],
    };
  };
  const { user } = await open({ before });
  expect(await screen.findByText(/^copied in editor⟨U\+202E⟩/)).toBeVisible();
  expect(alive()).toEqual([]);
  for (const [view, shown] of [
    ["Library", /^name⟨U\+202E⟩/],
    ["Applications", /^program⟨U\+202E⟩/],
    ["Activity", /^did⟨U\+202E⟩/],
  ] as const) {
    await user.click(screen.getByRole("link", { name: new RegExp(`^${view}`) }));
    expect(await screen.findAllByText(shown)).not.toEqual([]);
    expect(alive()).toEqual([]);
  }
  await user.click(screen.getByRole("link", { name: /^Library/ }));
  const preview = within(await screen.findByRole("region", { name: "Preview" }));
  for (const text of [/^tag⟨/, /^site⟨/, /^note⟨/, /^\/path⟨/]) expect(await preview.findByText(text)).toBeVisible();
  await user.click(screen.getByRole("button", { name: /^Tag: any/ }));
  expect(alive()).toEqual([]);
  await user.keyboard("{Escape}");
  await user.click(preview.getByRole("button", { name: /^Tags/ }));
  expect(alive()).toEqual([]);
  await user.keyboard("{Escape}");
  await user.click(preview.getByRole("button", { name: /^Delete/ }));
  expect(await screen.findByText(/^Deleted “name⟨/)).toBeVisible();
  expect(alive()).toEqual([]);
});

it("have their names in a line", () => {
  expect(visible("a\u202eb👩‍💻")).toBe("a⟨U+202E⟩b👩‍💻");
});

it("copied text stays text, whatever it looks like", async () => {
  const text = '<img src=x onerror="alert(1)"><script>alert(2)</script>';
  const before = (host: FakeHost) => {
    const sample = { name: text, language: "js", tags: [text], app: text, text };
    host.library.add(sample, Date.now());
    host.suggestions.copy(text, text, Date.now());
  };
  const { user } = await open({ before });
  await screen.findByRole("button", { name: /^Save as new/ });
  await user.click(screen.getByRole("link", { name: "Library" }));
  expect(await screen.findByRole("heading", { name: text })).toBeVisible();
  expect(document.querySelector("img, script")).toBeNull();
});
