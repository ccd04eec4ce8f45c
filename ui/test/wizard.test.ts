import { screen, waitFor } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { SuggestionSummary } from "../src/host/bindings";
import { progress, RENAMED, SAMPLE } from "../src/views/wizard/trial";
import { accessible, calls, open } from "./help";

const start = (step: number) => open({ quiet: true, assets: 0, wizard: { step, finished: false } });

describe("the setup", () => {
  it("comes first, and goes through its four steps with the focus on each title", async () => {
    const { host, user } = await start(0);
    const titles = ["Code you copy, kept for you", "What to watch", "Connect an editor", "Try it"];
    for (const [step, title] of titles.entries()) {
      const heading = await screen.findByRole("heading", { name: title });
      expect(screen.getByRole("progressbar")).toHaveAttribute("aria-valuenow", String(step + 1));
      if (step > 0) expect(heading).toHaveFocus();
      await accessible();
      if (step < 3) await user.click(screen.getByRole("button", { name: "Next" }));
    }
    await user.click(screen.getByRole("button", { name: "Finish" }));
    expect(await screen.findByRole("heading", { name: "Suggestions" })).toBeVisible();
    expect(host.settings.wizard).toEqual({ step: 3, finished: true });
    expect(screen.queryByRole("link", { name: "Finish setup" })).toBeNull();
  });

  it("is left and resumed at the same step, also after a restart", async () => {
    const first = await start(0);
    await first.user.click(await screen.findByRole("button", { name: "Next" }));
    await first.user.click(await screen.findByRole("button", { name: "Next" }));
    await first.user.click(screen.getByRole("button", { name: "Later" }));
    await first.user.click(await screen.findByRole("link", { name: "Finish setup" }));
    expect(await screen.findByRole("heading", { name: "Connect an editor" })).toBeVisible();
    first.unmount();
    await open({ quiet: true, wizard: first.host.settings.wizard });
    expect(await screen.findByRole("heading", { name: "Connect an editor" })).toBeVisible();
  });

  it("is skipped for good", async () => {
    const { host, user } = await start(1);
    await user.click(await screen.findByRole("button", { name: "Skip setup" }));
    expect(await screen.findByRole("heading", { name: "Suggestions" })).toBeVisible();
    expect(host.settings.wizard).toEqual({ step: 1, finished: true });
  });

  it("goes on when its state cannot be kept, and says so", async () => {
    const { host, user } = await start(0);
    host.fail("change_settings", "The disk is full. Nothing was changed.");
    await user.click(await screen.findByRole("button", { name: "Next" }));
    expect(await screen.findByRole("heading", { name: "What to watch" })).toBeVisible();
    expect(await screen.findByText("The disk is full. Nothing was changed.")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Later" }));
    expect(await screen.findByRole("heading", { name: "Suggestions" })).toBeVisible();
  });

  it("lists an editor as soon as it connects", async () => {
    const { host } = await start(2);
    expect(await screen.findByText(/Waiting for an editor/)).toBeVisible();
    host.connect("VS Code");
    expect(await screen.findByText("VS Code")).toBeVisible();
    expect(screen.queryByText(/Waiting for an editor/)).toBeNull();
  });

  it("tries it: copy, save, copy again, reuse", async () => {
    const { host, user } = await start(3);
    await user.click(await screen.findByRole("button", { name: "Copy" }));
    expect(calls(host, "copy_sample")).toEqual([{ text: SAMPLE }]);
    expect(await screen.findByText(/^Copied\./)).toBeVisible();
    await accessible();
    await user.click(await screen.findByRole("button", { name: "Save" }));
    expect(await screen.findByText("Saved to your library.")).toBeVisible();
    expect(host.library.size).toBe(1);
    await user.click(screen.getByRole("button", { name: "Copy" }));
    expect(calls(host, "copy_sample")).toEqual([{ text: SAMPLE }, { text: RENAMED }]);
    expect(await screen.findByText(/^Recognised/)).toBeVisible();
    await user.click(await screen.findByRole("button", { name: "Reuse" }));
    expect(await screen.findByText("That is all there is to it.")).toBeVisible();
    expect(calls(host, "answer")).toMatchObject([{ answer: "save" }, { answer: "reuse", asset: expect.any(String) }]);
    await accessible();
  });

  it("asks again for what was never to be asked about", async () => {
    const { host, user } = await start(3);
    await screen.findByRole("button", { name: "Copy" });
    host.copy(SAMPLE);
    const id = host.suggestions.list()[0]?.id ?? "";
    await host.call("answer", { id, answer: "never", asset: null });
    expect(await screen.findByText(/^You chose “Never for this”/)).toBeVisible();
    await accessible();
    await user.click(screen.getByRole("button", { name: "Copy" }));
    expect(await screen.findByText(/^Copied\./)).toBeVisible();
    await user.click(await screen.findByRole("button", { name: "Save" }));
    expect(await screen.findByText("Saved to your library.")).toBeVisible();
  });

  it("shows what the user has to be told, in each of its steps", async () => {
    const { host, user } = await start(0);
    await screen.findByRole("heading", { name: "Code you copy, kept for you" });
    const text = "Your library was damaged. It begins anew and empty.";
    host.status = { ...host.status, notices: [{ id: "n", level: "error", text, advice: null }] };
    host.emit("changed", { what: ["status"] });
    expect(await screen.findByRole("alert")).toHaveTextContent(text);
    await user.click(screen.getByRole("button", { name: "Next" }));
    expect(screen.getByRole("alert")).toHaveTextContent(text);
    await accessible();
    await user.click(screen.getByRole("button", { name: "Dismiss this notice" }));
    await waitFor(() => expect(screen.queryByText(text)).toBeNull());
  });

  it("follows answers that are given elsewhere", async () => {
    const { host } = await start(3);
    await screen.findByRole("button", { name: "Copy" });
    host.copy(SAMPLE);
    const id = host.suggestions.list()[0]?.id ?? "";
    expect(await screen.findByText(/^Copied\./)).toBeVisible();
    await host.call("answer", { id, answer: "save", asset: null });
    expect(await screen.findByText("Saved to your library.")).toBeVisible();
  });

  it("can be answered still after “not now”", async () => {
    const { host, user } = await start(3);
    await user.click(await screen.findByRole("button", { name: "Copy" }));
    await screen.findByRole("button", { name: "Save" });
    const id = host.suggestions.list()[0]?.id ?? "";
    await host.call("answer", { id, answer: "dismiss", asset: null });
    await waitFor(() => expect(host.suggestions.list()[0]?.state).toBe("dismissed"));
    await user.click(await screen.findByRole("button", { name: "Save" }));
    expect(await screen.findByText("Saved to your library.")).toBeVisible();
  });

  it("promises no tray and no notification where there is none", async () => {
    const { host } = await start(1);
    expect(await screen.findByText("One at a time, with buttons to answer.")).toBeVisible();
    expect(screen.getByText(/and pause from the tray\.$/)).toBeVisible();
    host.status = { ...host.status, notifications: { state: "none", service: null }, tray: false };
    host.emit("changed", { what: ["status"] });
    expect(
      await screen.findByText(/^No notification service runs here\. Suggestions wait in this window/),
    ).toBeVisible();
    expect(screen.getAllByText(/tray/).map((one) => one.textContent.trim())).toEqual([
      "Bowerbird opens no window. This desktop has no tray: start Bowerbird again to open one.",
    ]);
    await accessible();
  });

  it("says why nothing can happen where the clipboard cannot be watched", async () => {
    const { host } = await start(3);
    await screen.findByRole("button", { name: "Copy" });
    host.setWatch({ state: "unavailable", reason: "Wayland hides it.", advice: "Connect an editor." });
    expect(await screen.findByText("Wayland hides it.")).toBeVisible();
  });

  it("says that nothing can happen while nothing is watched", async () => {
    const { host, user } = await start(3);
    await screen.findByRole("button", { name: "Copy" });
    host.setWatch({ state: "off" });
    await user.click(await screen.findByRole("button", { name: "Turn on" }));
    await waitFor(() => expect(screen.queryByText(/is not being watched/)).toBeNull());
  });
});

describe("the progress of the trial", () => {
  const made = (text: string, more: Partial<SuggestionSummary>): SuggestionSummary => ({
    ...{ id: "1", at: 100, application: "Clipboard", kind: "save", state: "waiting", title: "chunk", language: null },
    ...{ first_line: text.split("\n")[0] ?? "", why: "" },
    ...more,
  });
  it.each([
    [[], 0],
    [[made("other()", {})], 0],
    [[made(SAMPLE, { at: 1 })], 0],
    [[made(SAMPLE, {})], 1],
    [[made(SAMPLE, { state: "dismissed" })], 1],
    [[made(SAMPLE, { state: "declined" })], 0],
    [[made(SAMPLE, { state: "saved" })], 2],
    [[made(SAMPLE, { kind: "reuse" })], 2],
    [[made(RENAMED, { kind: "save" }), made(SAMPLE, { state: "saved" })], 2],
    [[made(RENAMED, { kind: "reuse" }), made(SAMPLE, { state: "saved" })], 3],
    [[made(RENAMED, { kind: "reuse", state: "reused" }), made(SAMPLE, { state: "saved" })], 4],
  ] as [SuggestionSummary[], number][])("%#: %i", (all, done) => expect(progress(all, 50).done).toBe(done));
});
