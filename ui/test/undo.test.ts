import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Toasts } from "../src/state/toasts.svelte";
import { open, selected } from "./help";

afterEach(() => void vi.useRealTimers());

describe("a message that can be undone", () => {
  it("goes after a while, and what lasts is undone still, the newest first", async () => {
    vi.useFakeTimers();
    const [toasts, done] = [new Toasts(), [] as string[]];
    const note = (what: string) => async () => void done.push(what);
    toasts.undoableStill(note("before this window"));
    toasts.undoable("Deleted a", note("a"), true);
    toasts.undoable("Restored a backup", note("restored"));
    toasts.undoable("Deleted b", note("b"), true);
    vi.advanceTimersByTime(20_000);
    expect(toasts.list).toEqual([]);
    for (let press = 0; press < 4; press++) toasts.undoLast();
    expect(done).toEqual(["b", "a", "before this window"]);
    expect(toasts.list.map((toast) => toast.text)).toEqual(["Nothing to undo"]);
  });

  it("stays while it has the focus or the pointer, whichever leaves", async () => {
    const { user } = await open({ view: "Library" });
    await selected();
    await user.keyboard("{Delete}");
    const undo = await screen.findByRole("button", { name: /^Undo/ });
    vi.useFakeTimers();
    undo.focus();
    const toast = undo.closest(".toast") as HTMLElement;
    await fireEvent.pointerEnter(toast);
    await fireEvent.pointerLeave(toast);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(undo).toBeInTheDocument();
    undo.blur();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(undo).not.toBeInTheDocument();
  });
});

it("undoes a delete of a window before this one, and says what is back", async () => {
  const { host, user } = await open({ before: (host) => host.library.delete(host.library.all()[0]?.id ?? "") });
  await screen.findByRole("heading", { name: "Suggestions" });
  await user.keyboard("{Control>}z{/Control}");
  expect(await screen.findByText("Brought back “retry_with_backoff”")).toBeVisible();
  expect(host.library.size).toBe(60);
  await user.keyboard("{Control>}z{/Control}");
  expect(await screen.findByText("Nothing to undo")).toBeVisible();
});

it("leaves the focus where a key brings it back, after the last snippet was deleted", async () => {
  const { host, user } = await open({ view: "Library", assets: 1, quiet: true });
  await selected();
  await user.keyboard("{Delete}");
  await waitFor(() => expect(screen.getByRole("button", { name: "Try it with a sample" })).toHaveFocus());
  await user.keyboard("{Control>}z{/Control}");
  await waitFor(() => expect(host.library.size).toBe(1));
});

it.each([/^Undo/, "Close this message"])("is gone once %s was pressed, and the view has the focus", async (name) => {
  const { user } = await open({ view: "Library" });
  await selected();
  await user.keyboard("{Delete}");
  const button = await screen.findByRole("button", { name });
  button.focus();
  await user.keyboard("{Enter}");
  await waitFor(() => expect(button).not.toBeInTheDocument());
  await waitFor(() => expect(screen.getByRole("main")).toHaveFocus());
});
