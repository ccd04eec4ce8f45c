import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import { accessible, calls, open } from "./help";

const card = () => screen.findByRole("region", { name: /already|Keep|copied/ });
const RUST = "async fn load(path: &Path) -> io::Result<Config> {\n    todo!()\n}";

async function ready(name: RegExp): Promise<void> {
  await screen.findByRole("button", { name });
}

describe("a suggestion to reuse", () => {
  it("says what, why and where from, and marks what differs in the copied code", async () => {
    await open();
    const shown = within(await card());
    expect(shown.getByRole("heading", { name: "You have this already" })).toBeVisible();
    expect(await shown.findByText("same code, 5 names differ")).toBeVisible();
    expect(shown.getByText("copied in Firefox, just now")).toBeVisible();
    expect(await shown.findByText(/VS Code · reused 4×/)).toBeVisible();
    const [copied, saved] = shown.getAllByRole("group", { name: /ed code$/ });
    const marks = [...(copied?.querySelectorAll("mark") ?? [])].map((mark) => mark.textContent);
    expect(new Set(marks)).toEqual(new Set(["merge_spans", "spans", "result", "lo", "hi"]));
    expect(saved?.querySelector("mark")).toBeNull();
    await accessible();
  });

  it("shows where the copied code stands in the saved one", async () => {
    await open({
      before: (host) => {
        const [waiting] = host.suggestions.list();
        const offer = host.suggestions.get(waiting?.id ?? "").offers[0];
        if (offer) Object.assign(offer, { why: "a part of it", marks: [], lines: [[2, 5]] });
      },
    });
    const shown = within(await card());
    expect(await shown.findByText(/copied: lines 3 to 5/)).toBeVisible();
    const lines = [...screen.getByRole("group", { name: "Saved code" }).querySelectorAll(".line")];
    expect(lines.flatMap((line, n) => (line.classList.contains("meant") ? [n] : []))).toEqual([2, 3, 4]);
    await accessible();
  });

  it("is reused with Enter: the one that is shown", async () => {
    const { host, user } = await open();
    await ready(/^Reuse/);
    expect(screen.getByText("1 of 2")).toBeVisible();
    await user.keyboard("{ArrowRight}");
    expect(screen.getByText("2 of 2")).toBeVisible();
    const offers = host.suggestions.get(host.suggestions.list()[0]?.id ?? "").offers;
    await user.keyboard("{Enter}");
    expect(await screen.findByText(/^Reused/)).toBeVisible();
    expect(calls(host, "answer")).toMatchObject([{ answer: "reuse", asset: offers[1]?.id }]);
  });

  it("is saved as new with S, and stays in its place with what was decided", async () => {
    const { host, user } = await open();
    await ready(/^Save as new/);
    const before = await card();
    await user.keyboard("s");
    expect(await within(before).findByText("Saved as new")).toBeVisible();
    expect(before).toBeInTheDocument();
    expect(within(before).queryByRole("button", { name: /Reuse/ })).toBeNull();
    expect(calls(host, "answer")).toMatchObject([{ answer: "save_new", asset: null }]);
    await accessible();
  });

  it("is dismissed with Escape, once", async () => {
    const { host, user } = await open();
    await ready(/^Dismiss/);
    await user.keyboard("{Escape}{Escape}");
    expect(await screen.findByText("Not now")).toBeVisible();
    expect(calls(host, "answer")).toHaveLength(1);
  });

  it("stays, with the reason, when the answer fails", async () => {
    const { host, user } = await open({ before: (host) => host.fail("answer", "This code was deleted meanwhile.") });
    await ready(/^Reuse/);
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent("This code was deleted meanwhile.");
    await accessible();
    host.mend("answer");
    await user.keyboard("s");
    expect(await screen.findByText("Saved as new")).toBeVisible();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("leaves Enter to the button that has the focus", async () => {
    const { host, user } = await open();
    (await screen.findByRole("button", { name: /^Dismiss/ })).focus();
    await user.keyboard("{Enter}");
    await screen.findByText("Not now");
    expect(calls(host, "answer")).toMatchObject([{ answer: "dismiss" }]);
  });
});

describe("a suggestion to save", () => {
  it("offers to keep it, not now, or never", async () => {
    const { host, user } = await open({ quiet: true });
    await screen.findByText("Nothing copied yet");
    host.copy(RUST, "Neovim");
    const shown = within(await card());
    expect(shown.getByRole("heading", { name: "Keep this?" })).toBeVisible();
    expect(shown.getByText("copied in Neovim, just now")).toBeVisible();
    await ready(/^Never for this/);
    await accessible();
    await user.keyboard("n");
    expect(await screen.findByText(/will not ask about this again/)).toBeVisible();
    expect(calls(host, "answer")).toMatchObject([{ answer: "never" }]);
  });

  it("says so when it was copied before", async () => {
    const { host } = await open({ quiet: true });
    await screen.findByText("Nothing copied yet");
    const { summary } = host.suggestions.copy(RUST, "Neovim", Date.now());
    summary.why = "seen before";
    host.emit("changed", { what: ["suggestions"] });
    expect(await screen.findByRole("heading", { name: "You have copied this before. Keep it?" })).toBeVisible();
  });

  it("that takes the place of another one does not take its key", async () => {
    const { host, user } = await open();
    await ready(/^Reuse/);
    // A slow machine must not let the half second pass.
    const clock = vi.spyOn(performance, "now").mockReturnValue(1_000);
    host.copy(RUST, "Neovim");
    await ready(/^Save Enter|^Save$/);
    await user.keyboard("{Enter}");
    expect(calls(host, "answer")).toEqual([]);
    clock.mockReturnValue(1_550);
    await user.keyboard("{Enter}");
    await waitFor(() => expect(calls(host, "answer")).toMatchObject([{ answer: "save" }]));
  });
});

describe("earlier suggestions", () => {
  it("open by a click, and can still be answered", async () => {
    const { host, user } = await open();
    const row = await screen.findByRole("button", { name: /rebase the last three/ });
    await user.click(row);
    const dialog = await screen.findByRole("dialog");
    const save = await within(dialog).findByRole("button", { name: "Save" });
    await waitFor(() => expect(save).toHaveFocus());
    await accessible();
    await user.keyboard("{Enter}");
    expect(await within(dialog).findByText("Saved")).toBeVisible();
    expect(calls(host, "answer")).toMatchObject([{ answer: "save" }]);
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(screen.getByRole("button", { name: /rebase the last three.*saved/ })).toHaveFocus();
  });

  it("ask nothing any more once they are answered elsewhere", async () => {
    const { host, user } = await open();
    await user.click(await screen.findByRole("button", { name: /rebase the last three/ }));
    const dialog = await screen.findByRole("dialog", { name: "Keep this?" });
    await within(dialog).findByRole("button", { name: "Save" });
    const old = host.suggestions.list().find((one) => one.title.startsWith("rebase"));
    host.suggestions.answer(old?.id ?? "", "save", null, Date.now());
    host.emit("changed", { what: ["suggestions"] });
    expect(await within(dialog).findByRole("heading", { name: "You copied this" })).toBeVisible();
    expect(within(dialog).getByText("Saved")).toBeVisible();
    expect(within(dialog).queryByRole("button", { name: "Save" })).toBeNull();
    expect(screen.getByRole("dialog", { name: "You copied this" })).toBe(dialog);
    await accessible();
  });

  it("show nothing of a secret, and nothing opens it", async () => {
    const { host } = await open({ quiet: true });
    await screen.findByText("Nothing copied yet");
    host.copy("AKIAABCDEFGHIJKLMNOP", "Firefox");
    const row = await screen.findByText("A secret was copied. Nothing was kept.");
    expect(row.closest("button")).toBeNull();
    expect(document.body.textContent).not.toContain("AKIA");
    expect(screen.getByText("Nothing is waiting. What you copy next shows up here.")).toBeVisible();
  });

  it("are reached by a click on a notification", async () => {
    const { host } = await open({ view: "Library" });
    const old = host.suggestions.list().find((one) => one.state === "superseded");
    host.emit("navigate", { view: "suggestions", id: old?.id ?? "" });
    expect(await screen.findByRole("dialog")).toHaveTextContent("git rebase");
  });
});

it("teaches when nothing was copied yet", async () => {
  const { host, user } = await open({ quiet: true });
  expect(await screen.findByText("Nothing copied yet")).toBeVisible();
  expect(screen.getByText(/^Copy a function, a command or a query in any program\./)).toBeVisible();
  host.setWatch({ state: "off" });
  expect(await screen.findByText(/^Copy a function, a command or a query in a connected editor\./)).toBeVisible();
  await accessible();
  await user.click(screen.getByRole("button", { name: "Try it now" }));
  expect(await screen.findByRole("progressbar", { name: "Setup" })).toBeVisible();
});

it("says what failed, and tries again", async () => {
  const { host, user } = await open({ before: (host) => host.fail("suggestions", "The disk cannot be read.") });
  expect(await screen.findByRole("alert")).toHaveTextContent("The disk cannot be read.");
  await accessible();
  host.mend("suggestions");
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await card()).toBeVisible();
});
