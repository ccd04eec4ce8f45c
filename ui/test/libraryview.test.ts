import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { AssetView } from "../src/host/bindings";
import { accessible, calls, open, selected } from "./help";
import { screenWidth } from "./setup";

async function library(options: Parameters<typeof open>[0] = {}) {
  const opened = await open({ view: "Library", ...options });
  await screen.findByRole("listbox", { name: "Saved code" });
  await waitFor(() => expect(screen.getByRole("listbox", { name: "Saved code" })).toHaveFocus());
  await screen.findByRole("heading", { name: "retry_with_backoff" });
  return opened;
}

describe("the list", () => {
  it("holds only the rows in sight of a hundred thousand", async () => {
    await library({ assets: 100_000 });
    const rows = screen.getAllByRole("option");
    expect(rows.length).toBeLessThan(40);
    expect(rows[0]).toHaveAttribute("aria-setsize", "100000");
    expect(screen.getByText("100,000")).toBeVisible();
    await accessible();
  });

  it("is walked with keys, also to its end", async () => {
    const { host, user } = await library({ assets: 1_000 });
    await user.keyboard("{ArrowDown}");
    expect(await selected()).toHaveTextContent("merge_intervals");
    await user.keyboard("{PageDown}");
    expect(await selected()).toHaveAttribute("aria-posinset", "11");
    await user.keyboard("{End}");
    expect(await selected()).toHaveAttribute("aria-posinset", "1000");
    const list = screen.getByRole("listbox", { name: "Saved code" });
    expect(list.getAttribute("aria-activedescendant")).toBe((await selected()).id);
    // jsdom does not scroll by itself; the list asked for it.
    await waitFor(() => expect(list.scrollTop).toBe(1_000 * 60 - 600));
    list.dispatchEvent(new Event("scroll"));
    const last = host.library.all()[999]?.name ?? "none";
    expect(await screen.findByRole("heading", { name: last })).toBeVisible();
    await user.keyboard("{Home}");
    expect(await selected()).toHaveAttribute("aria-posinset", "1");
  });

  it("copies the selected one with Enter", async () => {
    const { host, user } = await library();
    await user.keyboard("{ArrowDown}{ArrowDown}{Enter}");
    expect(await screen.findByText("Copied")).toBeVisible();
    expect(calls(host, "copy_asset")).toEqual([{ id: host.library.all()[2]?.id }]);
  });

  it("says what one is whose title is its first line, and does not say that line twice", async () => {
    await library({
      before: (host) => {
        const asset = host.library.all().find((one) => one.name === "curl with retry");
        if (asset) host.library.edit(asset.id, { name: asset.text }, Date.now());
      },
    });
    const row = screen.getByRole("option", { name: /^curl --retry 5/ });
    expect(within(row).getByText("Shell · http · cli")).toBeVisible();
    expect(within(row).getAllByText(/--retry-all-errors/)).toHaveLength(1);
    await accessible();
  });

  it("marks what was searched for", async () => {
    const { user } = await library();
    await user.keyboard("/");
    expect(screen.getByRole("searchbox")).toHaveFocus();
    await user.keyboard("retry");
    await waitFor(() => expect(document.querySelector("[role=option] mark")).toHaveTextContent("retry"));
    expect(screen.getByText(/^\d+ of 60$/)).toBeVisible();
    // Letters that are keys elsewhere are letters here.
    await user.keyboard("etl");
    expect(screen.queryByRole("textbox", { name: "Title" })).toBeNull();
    expect(screen.getByRole("searchbox")).toHaveValue("retryetl");
    expect(await screen.findByText("Nothing matches")).toBeVisible();
    await accessible();
    await user.click(screen.getByRole("button", { name: "Clear the search" }));
    await waitFor(() => expect(screen.getAllByRole("option").length).toBeGreaterThan(5));
  });

  it("gets the focus from the search by an arrow, and Enter there copies", async () => {
    const { host, user } = await library();
    await user.keyboard("{Control>}f{/Control}");
    await user.keyboard("debounce");
    await waitFor(async () => expect(await selected()).toHaveTextContent("debounce"));
    await user.keyboard("{Enter}");
    await waitFor(() => expect(calls(host, "copy_asset")).toHaveLength(1));
    await user.keyboard("{ArrowDown}");
    expect(screen.getByRole("listbox", { name: "Saved code" })).toHaveFocus();
    expect(await selected()).toHaveAttribute("aria-posinset", "2");
  });

  it("is narrowed to a language by keys", async () => {
    const { host, user } = await library();
    const button = screen.getByRole("button", { name: "Language: any" });
    button.focus();
    await user.keyboard("{ArrowDown}");
    const choices = await screen.findByRole("listbox", { name: "Language" });
    expect(within(choices).getByRole("option", { name: /SQL \d+/ })).toBeVisible();
    await accessible();
    await user.keyboard("sq{Enter}");
    expect(await screen.findByRole("button", { name: "Language: SQL" })).toHaveFocus();
    expect(calls(host, "search").at(-1)).toMatchObject({ language: "sql", tag: null });
    await waitFor(async () => expect(await selected()).toHaveTextContent("job table"));
  });
});

describe("what is saved while the list is open", () => {
  const save = (host: Awaited<ReturnType<typeof open>>["host"], name: string) => {
    host.library.add({ name, language: "go", tags: [], app: "Vim", text: "package main" }, Date.now());
    host.emit("changed", { what: ["library"] });
  };
  const list = () => screen.getByRole("listbox", { name: "Saved code" });

  it("is seen at the top, and seen on coming back", async () => {
    const { host, user } = await open({ view: "Library", quiet: true, assets: 0 });
    await screen.findByText("Nothing saved yet");
    for (let n = 0; n < 25; n++) {
      save(host, `new ${n}`);
      await waitFor(async () => expect(await selected()).toHaveTextContent(`new ${n}`));
    }
    expect(await selected()).toHaveAttribute("aria-posinset", "1");
    expect(list().scrollTop).toBe(0);
    await user.click(screen.getByRole("link", { name: /^Suggestions/ }));
    save(host, "the newest");
    await user.click(screen.getByRole("link", { name: /^Library/ }));
    await waitFor(async () => expect(await selected()).toHaveTextContent("the newest"));
    expect(list().scrollTop).toBe(0);
  });

  it("moves nothing on the screen once a row is chosen", async () => {
    const { host, user } = await library();
    await user.keyboard("{ArrowDown}{ArrowDown}");
    const before = await selected();
    const [name, y] = [before.textContent, Number(before.getAttribute("aria-posinset")) * 60 - list().scrollTop];
    for (let n = 0; n < 15; n++) {
      save(host, `new ${n}`);
      await waitFor(async () => expect(await selected()).toHaveAttribute("aria-posinset", String(4 + n)));
      const now = await selected();
      expect(now.textContent).toBe(name);
      await waitFor(() => expect(Number(now.getAttribute("aria-posinset")) * 60 - list().scrollTop).toBe(y));
    }
  });

  it("takes nobody away from what is being written", async () => {
    const { host, user } = await library();
    await user.keyboard("e");
    await user.keyboard("half a na");
    save(host, "new");
    await waitFor(() => expect(calls(host, "search").length).toBeGreaterThan(1));
    await waitFor(async () => expect(await selected()).toHaveAttribute("aria-posinset", "2"));
    expect(screen.getByRole("textbox", { name: "Title" })).toHaveValue("half a na");
  });
});

describe("the selected one", () => {
  it("is shown with its facts, and its website opens outside", async () => {
    const { host, user } = await library();
    expect(screen.getByText("15 lines, 427 B")).toBeVisible();
    expect(screen.getByText("~/src/importer/src/net/retry.rs")).toBeVisible();
    await user.keyboard("{ArrowDown}{ArrowDown}");
    await user.click(await screen.findByRole("button", { name: "Fetch API" }));
    expect(calls(host, "open_link")).toEqual([{ url: "https://developer.mozilla.org/docs/Web/API/Fetch_API" }]);
    await accessible();
  });

  it("is said to be bytes where it is no text, and is not copied", async () => {
    const { host, user } = await library({
      before: (host) => {
        const asset = host.library.all()[1] as AssetView;
        const bytes = { no_text: true, text: "", first_line: "", bytes: 14, lines: 0, tags: ["logo"] };
        host.library.update(asset.id, { name: "logo.png", ...bytes });
      },
    });
    const row = screen.getByRole("option", { name: /^logo.png/ });
    expect(within(row).getByText("Not text · logo")).toBeVisible();
    await user.keyboard("{ArrowDown}");
    expect(await screen.findByText("It holds 14 bytes that are no text.")).toBeVisible();
    expect(screen.getByText("14 B")).toBeVisible();
    expect(screen.queryByRole("button", { name: /^Copy/ })).toBeNull();
    expect(screen.queryByRole("group", { name: /^Code of/ })).toBeNull();
    await accessible();
    await user.keyboard("{Enter}");
    expect(await screen.findByText("That holds bytes that are no text, so nothing was copied.")).toBeVisible();
    expect(screen.queryByText("Copied")).toBeNull();
    expect(host.library.all()[1]?.reuse_count).toBe(4);
  });

  it("with more tags than fit shows the first, and all when asked", async () => {
    const { user } = await library({
      before: (host) => {
        const tags = Array.from({ length: 150 }, (_, n) => `tag ${n}`);
        host.library.update(host.library.all()[0]?.id ?? "", { tags });
      },
    });
    const preview = within(await screen.findByRole("region", { name: "Preview" }));
    await user.click(await preview.findByRole("button", { name: "and 138 more tags" }));
    expect(preview.getByText("tag 149")).toBeVisible();
    await accessible();
    await user.click(preview.getByRole("button", { name: "fewer tags" }));
    expect(preview.queryByText("tag 149")).toBeNull();
  });

  it("is renamed in place, and an empty title is refused before it is sent", async () => {
    const { host, user } = await library();
    await user.keyboard("e");
    const field = await screen.findByRole("textbox", { name: "Title" });
    expect(field).toHaveFocus();
    await user.clear(field);
    await user.keyboard("{Enter}");
    expect(screen.getByRole("alert")).toHaveTextContent("A title needs at least one character.");
    expect(field).toHaveAccessibleDescription("A title needs at least one character.");
    expect(calls(host, "edit_asset")).toEqual([]);
    await accessible();
    await user.keyboard("backoff{Enter}");
    expect(await screen.findByRole("heading", { name: "backoff" })).toBeVisible();
    await waitFor(async () => expect(await selected()).toHaveTextContent("backoff"));
    expect(screen.getByRole("listbox", { name: "Saved code" })).toHaveFocus();
  });

  it("is named with emoji, each of which is one character", async () => {
    const { host, user } = await library();
    await user.keyboard("e");
    const field = await screen.findByRole("textbox", { name: "Title" });
    await fireEvent.input(field, { target: { value: "🐦".repeat(201) } });
    await user.keyboard("{Enter}");
    expect(screen.getByRole("alert")).toHaveTextContent("A title has at most 200 characters.");
    await fireEvent.input(field, { target: { value: "🐦".repeat(200) } });
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("heading", { name: "🐦".repeat(200) })).toBeVisible();
    expect(calls(host, "edit_asset")).toHaveLength(1);
  });

  it("keeps what was written when the host refuses it", async () => {
    const { host, user } = await library();
    host.fail("edit_asset", "The disk is full. Nothing was changed.");
    await user.keyboard("e");
    await user.keyboard("something else{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent("The disk is full. Nothing was changed.");
    expect(screen.getByRole("textbox", { name: "Title" })).toHaveValue("something else");
    await user.keyboard("{Escape}");
    expect(screen.getByRole("heading", { name: "retry_with_backoff" })).toBeVisible();
  });

  it("that was deleted elsewhere while it was edited can be read, and nothing else be done with it", async () => {
    const { host, user } = await library();
    await user.keyboard("e");
    await user.keyboard("something else");
    host.library.delete(host.library.all()[0]?.id ?? "");
    host.emit("changed", { what: ["library"] });
    const preview = within(screen.getByRole("region", { name: "Preview" }));
    expect(await preview.findByRole("alert")).toHaveTextContent("This was deleted in the meantime.");
    expect(preview.getByRole("textbox", { name: "Title" })).toHaveValue("something else");
    expect(preview.getByRole("group", { name: "Code of retry_with_backoff" })).toBeVisible();
    for (const name of [/^Copy/, /^Delete/, "Try again"]) expect(preview.queryByRole("button", { name })).toBeNull();
    await accessible();
  });

  it.each([
    ["e", "Title"],
    ["t", "Add a tag"],
    ["l", "Language"],
  ])("is no longer edited after Escape, where %s led to, on its buttons as well", async (key, label) => {
    const { user } = await library();
    await user.keyboard(key);
    await screen.findByLabelText(label);
    screen.getByRole("button", { name: "Cancel" }).focus();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByLabelText(label)).toBeNull());
    await waitFor(() => expect(screen.getByRole("listbox", { name: "Saved code" })).toHaveFocus());
  });

  it("stays open for its tags while its title is being saved", async () => {
    const { host, user } = await library({ latency: (command) => (command === "edit_asset" ? 150 : 0) });
    await user.keyboard("e");
    await screen.findByRole("textbox", { name: "Title" });
    await user.keyboard("backoff{Enter}");
    await user.click(screen.getByRole("button", { name: /^Tags/ }));
    await user.type(await screen.findByRole("combobox", { name: "Add a tag" }), "net");
    expect(await screen.findByRole("heading", { name: "backoff" })).toBeVisible();
    expect(screen.getByRole("combobox", { name: "Add a tag" })).toHaveValue("net");
    host.fail("edit_asset", "The disk is full. Nothing was changed.");
    await user.keyboard("{Enter}{Enter}");
    await user.click(screen.getByRole("button", { name: /^Edit/ }));
    expect(await screen.findByText("The disk is full. Nothing was changed.")).toBeVisible();
    expect(await screen.findByRole("textbox", { name: "Title" })).not.toBeInvalid();
  });

  it("gets tags and loses them", async () => {
    const { host, user } = await library();
    await user.keyboard("t");
    await screen.findByRole("combobox", { name: "Add a tag" });
    await user.keyboard("net,Async{Enter}");
    await user.click(screen.getByRole("button", { name: "Remove tokio" }));
    await accessible();
    await user.click(screen.getByRole("button", { name: "Save tags" }));
    await waitFor(() =>
      expect(calls(host, "edit_asset")).toMatchObject([{ change: { add_tags: ["net"], remove_tags: ["tokio"] } }]),
    );
  });

  it("keeps a tag that another program puts on while tags are written", async () => {
    const { host, user } = await library();
    const asset = host.library.all()[0] as AssetView;
    await user.keyboard("t");
    await screen.findByRole("combobox", { name: "Add a tag" });
    host.library.update(asset.id, { tags: [...asset.tags, "from the editor"] });
    host.emit("changed", { what: ["library"] });
    await screen.findByText("from the editor");
    await user.keyboard("mine{Enter}{Enter}");
    await waitFor(() => expect(host.library.get(asset.id).tags).toEqual([...asset.tags, "from the editor", "mine"]));
    expect(screen.getByText("mine")).toBeVisible();
  });

  it("gets another language", async () => {
    const { host, user } = await library();
    await user.keyboard("l");
    const field = await screen.findByRole("combobox", { name: "Language" });
    await screen.findByRole("option", { name: "Go" });
    expect(field).toHaveValue("rs");
    await accessible();
    await user.selectOptions(field, "Go");
    await user.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(calls(host, "edit_asset")).toMatchObject([{ change: { language: "go" } }]));
    expect(await screen.findByRole("button", { name: "Language: Go. Change" })).toBeVisible();
  });
});

describe("deleting", () => {
  it("is undone with the button or the key, and the next one is selected meanwhile", async () => {
    const { host, user } = await library();
    await user.keyboard("{Delete}");
    expect(await screen.findByText("Deleted “retry_with_backoff”")).toBeVisible();
    await waitFor(async () => expect(await selected()).toHaveTextContent("merge_intervals"));
    expect(host.library.size).toBe(59);
    await accessible();
    await user.keyboard("{Control>}z{/Control}");
    await waitFor(async () => expect(await selected()).toHaveTextContent("retry_with_backoff"));
    expect(host.library.size).toBe(60);
    await user.keyboard("{Delete}");
    await user.click(await screen.findByRole("button", { name: /^Undo/ }));
    await waitFor(() => expect(host.library.size).toBe(60));
  });

  it("by quick presses deletes as many rows, before the host has answered", async () => {
    const { host, user } = await library({ latency: (command) => (command === "delete_asset" ? 60 : 0) });
    const names = host.library.all().map((one) => one.name);
    await user.keyboard("{Delete}{Delete}{Delete}");
    expect(await selected()).toHaveTextContent(names[3] ?? "none");
    expect(await selected()).toHaveAttribute("aria-setsize", "57");
    await waitFor(() => expect(host.library.size).toBe(57));
    expect(host.library.all()[0]?.name).toBe(names[3]);
    await screen.findByText(`Deleted “${names[2]}”`);
    expect(screen.queryByText(/meanwhile|in the meantime/)).toBeNull();
    expect(await selected()).toHaveTextContent(names[3] ?? "none");
  });

  it("never takes what was saved meanwhile for the next one", async () => {
    const { host, user } = await library();
    await user.keyboard("{Delete}");
    await waitFor(() => expect(host.library.size).toBe(59));
    host.library.add({ name: "new", language: "go", tags: [], app: "Vim", text: "package main" }, Date.now());
    host.emit("changed", { what: ["library"] });
    await waitFor(async () => expect(await selected()).toHaveAttribute("aria-posinset", "2"));
    await user.keyboard("{Delete}");
    await waitFor(() => expect(host.library.size).toBe(59));
    expect(host.library.all()[0]?.name).toBe("new");
  });

  it("shows none again in an answer that was given before, and all of them where it failed", async () => {
    const { host, user } = await library({ latency: (command) => (command === "delete_asset" ? 100 : 0) });
    host.fail("delete_asset", "The disk is full. Nothing was changed.");
    await user.keyboard("{Delete}");
    host.emit("changed", { what: ["library"] });
    await waitFor(() => expect(calls(host, "search").length).toBeGreaterThan(1));
    expect(screen.getAllByRole("option")[0]).toHaveTextContent("merge_intervals");
    expect(await screen.findByText("The disk is full. Nothing was changed.")).toBeVisible();
    await waitFor(async () => expect(await selected()).toHaveTextContent("retry_with_backoff"));
    expect(await selected()).toHaveAttribute("aria-setsize", "60");
  });

  it("that fails says so and takes nothing away", async () => {
    const { host, user } = await library();
    host.fail("delete_asset", "The disk is full. Nothing was changed.");
    await user.keyboard("{Delete}");
    expect(await screen.findByText("The disk is full. Nothing was changed.")).toBeVisible();
    expect(await selected()).toHaveTextContent("retry_with_backoff");
    expect(screen.queryByRole("button", { name: /^Undo/ })).toBeNull();
  });

  it("can be undone again when the undoing failed", async () => {
    const { host, user } = await library();
    await user.keyboard("{Delete}");
    host.fail("undo_delete", "Not now.");
    await user.click(await screen.findByRole("button", { name: /^Undo/ }));
    expect(await screen.findByText("Not now.")).toBeVisible();
    host.mend("undo_delete");
    await user.click(await screen.findByRole("button", { name: /^Undo/ }));
    await waitFor(() => expect(host.library.size).toBe(60));
  });
});

it("teaches when nothing is saved yet", async () => {
  await open({ view: "Library", quiet: true, assets: 0 });
  expect(await screen.findByText("Nothing saved yet")).toBeVisible();
  await accessible();
});

it("says what failed, and tries again", async () => {
  const { host, user } = await open({ view: "Library", before: (host) => host.fail("search", "The index is closed.") });
  expect(await screen.findByRole("alert")).toHaveTextContent("The index is closed.");
  await accessible();
  host.mend("search");
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await selected()).toHaveTextContent("retry_with_backoff");
  expect(screen.queryByRole("alert")).toBeNull();
});

it("asks again for just what changed", async () => {
  const { host } = await library();
  host.calls.length = 0;
  host.emit("changed", { what: ["applications", "activity"] });
  host.emit("changed", { what: ["status"] });
  await waitFor(() => expect(calls(host, "status")).toHaveLength(1));
  expect(host.calls.map((call) => call.command)).toEqual(["status"]);
});

it("lays the preview over the list in a narrow window, and goes back", async () => {
  screenWidth.px = 640;
  const { user } = await open({ view: "Library" });
  await user.click(await screen.findByRole("option", { name: /fetchWithRetry/ }));
  expect(await screen.findByRole("heading", { name: "fetchWithRetry" })).toBeVisible();
  await accessible();
  await user.keyboard("{Escape}");
  expect(screen.queryByRole("heading", { name: "fetchWithRetry" })).toBeNull();
  await waitFor(() => expect(screen.getByRole("listbox", { name: "Saved code" })).toHaveFocus());
});

it.each([
  ["e", "textbox", "Title"],
  ["t", "combobox", "Add a tag"],
  ["l", "combobox", "Language"],
] as const)(
  "brings the preview to the front in a narrow window for %s, and goes back to it",
  async (key, role, name) => {
    screenWidth.px = 640;
    const { user } = await open({ view: "Library" });
    await waitFor(() => expect(screen.getByRole("listbox", { name: "Saved code" })).toHaveFocus());
    // Its code must be there before it can be edited.
    await expect
      .poll(async () => {
        await user.keyboard(key);
        return screen.queryByRole(role, { name });
      })
      .toHaveFocus();
    await user.keyboard("{Escape}");
    expect(screen.queryByRole(role, { name })).toBeNull();
    expect(screen.getByRole("button", { name: /^Back/ })).toBeVisible();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.getByRole("listbox", { name: "Saved code" })).toHaveFocus());
  },
);
