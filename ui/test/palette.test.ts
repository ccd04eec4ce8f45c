import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { accessible, calls, open } from "./help";

async function palette(options: Parameters<typeof open>[0] = {}) {
  const opened = await open({ view: "Settings", ...options });
  await screen.findByRole("heading", { name: "Settings" });
  await opened.user.keyboard("{Control>}k{/Control}");
  await waitFor(() => expect(screen.getByRole("combobox", { name: /Search commands/ })).toHaveFocus());
  return opened;
}
const chosen = () => screen.getByRole("option", { selected: true });

describe("the palette", () => {
  it("goes to a view by its name", async () => {
    const { user } = await palette();
    await accessible();
    await user.keyboard("acti{Enter}");
    expect(await screen.findByRole("heading", { name: "Activity" })).toBeVisible();
    expect(screen.queryByRole("dialog")).toBeNull();
    await waitFor(() => expect(screen.getByRole("main")).toHaveFocus());
  });

  it("is walked with the arrows, with the field keeping the focus", async () => {
    const { user } = await palette();
    expect(chosen()).toHaveTextContent("Suggestions");
    await user.keyboard("{ArrowDown}{ArrowDown}{ArrowUp}");
    expect(chosen()).toHaveTextContent("Library");
    const field = screen.getByRole("combobox", { name: /Search commands/ });
    expect(field).toHaveFocus();
    expect(field).toHaveAttribute("aria-activedescendant", chosen().id);
  });

  it("finds saved code and copies it", async () => {
    const { host, user } = await palette();
    await user.keyboard("debounce");
    await waitFor(() => expect(chosen()).toHaveTextContent("debounce"));
    await accessible();
    await user.keyboard("{Enter}");
    expect(await screen.findByText("Copied")).toBeVisible();
    expect(calls(host, "copy_asset")).toEqual([{ id: host.library.all()[8]?.id }]);
  });

  it("pauses, and then offers to resume", async () => {
    const { host, user } = await palette();
    await user.keyboard("15 min{Enter}");
    await waitFor(() => expect(calls(host, "pause")).toEqual([{ how: "quarter_hour" }]));
    await screen.findByRole("button", { name: /^Paused until/ });
    await user.keyboard("{Control>}k{/Control}resume{Enter}");
    await waitFor(() => expect(calls(host, "resume")).toHaveLength(1));
  });

  it("says when a search fails and still has its commands", async () => {
    const { user } = await palette({ before: (host) => host.fail("search", "The index is closed.") });
    await user.keyboard("lib");
    expect(await screen.findByRole("alert")).toHaveTextContent("The index is closed.");
    expect(chosen()).toHaveTextContent("Library");
  });

  it("closes with Escape and gives the focus back", async () => {
    const { user } = await open({ view: "Settings" });
    const button = await screen.findByRole("switch", { name: "Show notifications" });
    button.focus();
    await user.keyboard("{Control>}k{/Control}");
    await screen.findByRole("dialog");
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(button).toHaveFocus();
  });
});

describe("keys everywhere", () => {
  it("are shown by ?", async () => {
    const { user } = await open();
    await screen.findByRole("button", { name: /^Reuse/ });
    await user.keyboard("?");
    expect(within(await screen.findByRole("dialog", { name: "Keys" })).getByText("Change the language")).toBeVisible();
    await accessible();
  });

  it("of a view are silent while a dialog is open", async () => {
    const { host, user } = await open();
    await screen.findByRole("button", { name: /^Reuse/ });
    await user.keyboard("?");
    await screen.findByRole("dialog");
    await user.keyboard("s");
    expect(calls(host, "answer")).toEqual([]);
  });

  it("lead to the views by number, and the view has the focus", async () => {
    const { user } = await open();
    await screen.findByRole("button", { name: /^Reuse/ });
    await user.keyboard("{Control>}4{/Control}");
    expect(await screen.findByRole("heading", { name: "Activity" })).toBeVisible();
    expect(screen.getByRole("main")).toHaveFocus();
    expect(screen.getByRole("link", { name: /^Activity/ })).toHaveAttribute("aria-current", "page");
  });

  it("let the content be reached without the sidebar", async () => {
    const { user } = await open({ view: "Settings" });
    await screen.findByRole("switch", { name: "Show notifications" });
    await user.click(screen.getByRole("link", { name: "Skip to the content" }));
    expect(screen.getByRole("main")).toHaveFocus();
  });
});
