import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import type { WatchState } from "../src/host/bindings";
import { accessible, calls, open } from "./help";
import { screenWidth } from "./setup";

describe("applications", () => {
  it("are listed with whether they are connected", async () => {
    const { host } = await open({ view: "Applications" });
    const vscode = (await screen.findByText("VS Code")).closest("li") as HTMLElement;
    expect(within(vscode).getByText("connected")).toBeVisible();
    const own = screen.getByText("this program").closest("li");
    expect(own).toHaveTextContent("Bowerbird");
    expect(vscode).toHaveTextContent(/connected\s*last seen 1 minute ago/);
    expect(screen.getByText("JetBrains").closest("li")).toHaveTextContent(/setup not finished.*last seen/);
    await accessible();
    host.connect("Sublime Text");
    expect(await screen.findByText("Sublime Text")).toBeVisible();
  });

  it("that were not seen for an hour are not said to be connected", async () => {
    const { host } = await open();
    host.applications = host.applications.map((one) => ({ ...one, last_seen: Date.now() - 61 * 60_000 }));
    screen.getByRole("link", { name: /^Applications/ }).click();
    const vscode = (await screen.findByText("VS Code")).closest("li") as HTMLElement;
    expect(vscode).toHaveTextContent(/last seen (1 hour ago|yesterday)/);
    expect(within(vscode).queryByText("connected")).toBeNull();
    expect(screen.getByText("this program").closest("li")).toHaveTextContent("running");
  });

  it("say how to connect one when there is none, and copy the address", async () => {
    const { host, user } = await open({ view: "Applications", quiet: true });
    expect(await screen.findByText("No editor is connected")).toBeVisible();
    await accessible();
    await user.click(screen.getByRole("button", { name: "Copy address" }));
    expect(await screen.findByText("Address copied")).toBeVisible();
    expect(calls(host, "copy_text")).toEqual([{ text: "http://127.0.0.1:39300" }]);
  });

  it("say when no editor can connect", async () => {
    const before = (host: { status: { address: string | null } }) => (host.status.address = null);
    await open({ view: "Applications", quiet: true, before: (host) => void before(host) });
    expect(await screen.findByText("Editors cannot connect: Bowerbird has no address.")).toBeVisible();
    // As the notice of the host has it.
    expect(screen.getByText(/It tries them again by itself/)).toBeVisible();
    expect(screen.queryByText(/start Bowerbird again/)).toBeNull();
  });
});

describe("activity", () => {
  it("counts, and says that it stays here", async () => {
    await open({ view: "Activity" });
    expect((await screen.findByText("Copies seen")).closest("div")).toHaveTextContent("482");
    expect(screen.getByText(/never leaves this machine/)).toBeVisible();
    expect(screen.getAllByText("Searched the library").length).toBeGreaterThan(1);
    await accessible();
  });
  it("teaches when there is none", async () => {
    await open({ view: "Activity", quiet: true });
    expect(await screen.findByText("Nothing was reported yet")).toBeVisible();
    // An editor may have saved a lot, and reported nothing.
    expect(screen.getByText(/^What editors report that you did\./)).toBeVisible();
    expect(screen.getByText(/What they save is in the library, reported or not\.$/)).toBeVisible();
    await accessible();
  });
});

it.each([
  ["Applications", "applications", "VS Code"],
  ["Activity", "activity", "Copies seen"],
] as const)("%s say what failed, and try again", async (view, command, content) => {
  const { host, user } = await open({ view, before: (host) => host.fail(command, "The store is closed.") });
  expect(await screen.findByRole("alert")).toHaveTextContent("The store is closed.");
  await accessible();
  host.mend(command);
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByText(content)).toBeVisible();
});

describe("settings", () => {
  it("are switched, and show what the host says", async () => {
    const { host, user } = await open({ view: "Settings" });
    const login = await screen.findByRole("switch", { name: "Start when I log in" });
    expect(login).not.toBeChecked();
    expect(screen.getByText("Shown by GNOME Shell, with buttons to answer.")).toBeVisible();
    await accessible();
    await user.click(login);
    await waitFor(() => expect(login).toBeChecked());
    expect(calls(host, "change_settings")).toEqual([{ change: { start_at_login: true } }]);
    await user.click(screen.getByRole("switch", { name: "Show notifications" }));
    expect(await screen.findByText("Off. Suggestions wait in the tray and in this window.")).toBeVisible();
  });

  it("say once, and for this desktop, where suggestions wait without a notification service or a tray", async () => {
    const none = { state: "none", service: null } as const;
    const { host } = await open({
      view: "Settings",
      before: (host) => void (host.status = { ...host.status, notifications: none, tray: false }),
    });
    expect(
      await screen.findByText("No notification service runs here. Suggestions wait in this window."),
    ).toBeVisible();
    expect(screen.getAllByText(/Suggestions wait/)).toHaveLength(1);
    expect(screen.getAllByText(/tray/).map((one) => one.textContent.trim())).toEqual([
      "Bowerbird opens no window. This desktop has no tray: start Bowerbird again to open one.",
    ]);
    host.status = { ...host.status, tray: true };
    host.emit("changed", { what: ["status"] });
    expect(await screen.findByText("Bowerbird waits in the tray and opens no window.")).toBeVisible();
    expect(screen.getByText(/Suggestions wait in the tray and in this window/)).toBeVisible();
  });

  it("say that a service runs which did not show a notification", async () => {
    await open({
      view: "Settings",
      before: (host) =>
        void (host.status = { ...host.status, notifications: { state: "refused", service: "GNOME Shell" } }),
    });
    expect(await screen.findByText(/^GNOME Shell did not show the last notification\. Suggestions wait/)).toBeVisible();
  });

  it("stay as they are when they cannot be kept", async () => {
    const { host, user } = await open({ view: "Settings" });
    host.fail("change_settings", "The disk is full. Nothing was changed.");
    const watch = await screen.findByRole("switch", { name: "Watch the clipboard" });
    await user.click(watch);
    expect(await screen.findByText("The disk is full. Nothing was changed.")).toBeVisible();
    expect(watch).toBeChecked();
    expect(watch).toBeEnabled();
  });

  it("pause the watching and resume it, as the sidebar does", async () => {
    const { host, user } = await open({ view: "Settings" });
    await user.click(await screen.findByRole("button", { name: "Pause until tomorrow" }));
    expect(await screen.findByRole("button", { name: "Paused until tomorrow" })).toBeVisible();
    expect(calls(host, "pause")).toEqual([{ how: "until_tomorrow" }]);
    expect(screen.getByText(/^Paused until tomorrow, then again through X11/)).toBeVisible();
    await waitFor(() => expect(screen.getByRole("button", { name: "Resume watching" })).toHaveFocus());
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("button", { name: "Watching the clipboard" })).toBeVisible();
  });

  it.each([
    [{ state: "paused", until: new Date().setHours(24, 0, 0, 0), backend: "X11" }, "Paused until tomorrow"],
    [{ state: "paused", until: null, backend: "X11" }, "Paused until resumed"],
    [{ state: "off" }, "Watching is off"],
    [{ state: "unavailable", reason: "Wayland hides it.", advice: "Connect an editor." }, "Can’t watch here"],
  ] as [WatchState, string][])(
    "that watching is %o is told in a narrow window without pointing at it",
    async (watch, text) => {
      screenWidth.px = 640;
      await open({ before: (host) => void host.setWatch(watch) });
      // A label is hidden there until it is pointed at.
      expect((await screen.findByText(text)).closest(".label")).toBeNull();
      expect(screen.getByText("Settings").closest(".label")).not.toBeNull();
    },
  );

  it("say why the clipboard cannot be watched, and show and dismiss notices", async () => {
    const before = async ({ host }: Awaited<ReturnType<typeof open>>) => {
      const notice = { id: "n1", level: "error" as const, text: "A backup was restored.", advice: "Nothing to do." };
      host.status = { ...host.status, notices: [notice] };
      host.setWatch({ state: "unavailable", reason: "Wayland hides it.", advice: "Connect an editor." });
    };
    const opened = await open({ view: "Suggestions" });
    await before(opened);
    expect(await screen.findByRole("alert")).toHaveTextContent("A backup was restored.");
    await opened.user.click(await screen.findByRole("button", { name: "Can’t watch here" }));
    expect(screen.getByText("Connect an editor.")).toBeVisible();
    await accessible();
    await opened.user.keyboard("{Enter}");
    expect(await screen.findByRole("heading", { name: "Settings" })).toBeVisible();
    expect(screen.getByText("Wayland hides it.")).toBeVisible();
    await accessible();
    await opened.user.click(screen.getByRole("button", { name: "Dismiss this notice" }));
    await waitFor(() => expect(screen.queryByText("A backup was restored.")).toBeNull());
  });

  it("show where things are, also where the host does not answer", async () => {
    const { host, user } = await open({ view: "Settings", before: (host) => host.fail("settings", "No answer.") });
    expect((await screen.findAllByRole("alert"))[0]).toHaveTextContent("No answer.");
    await accessible();
    host.mend("settings");
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("~/.local/share/bowerbird")).toBeVisible();
    expect(screen.getByText("0.1.0, compatible with 12.0.0")).toBeVisible();
  });

  it("make a backup, restore one after a question, and undo that", async () => {
    const { host, user } = await open({ view: "Settings" });
    const list = await screen.findByRole("list", { name: "Backups" });
    expect(within(list).getAllByRole("listitem")).toHaveLength(5);
    await accessible();
    await user.click(screen.getByRole("button", { name: "Show all 8" }));
    expect(within(list).getAllByRole("listitem")).toHaveLength(8);
    await user.click(screen.getByRole("button", { name: "Back up now" }));
    expect(await screen.findByText("Backed up")).toBeVisible();
    expect(await within(list).findByText(/made by you/)).toBeVisible();

    const restore = () => screen.getAllByRole("button", { name: /^Restore the backup of/ })[1] as HTMLElement;
    await user.click(restore());
    const question = await screen.findByRole("dialog", { name: "Restore a backup" });
    expect(question).toHaveTextContent("with 60 snippets");
    await accessible();
    await user.click(within(question).getByRole("button", { name: "Cancel" }));
    expect(calls(host, "restore_backup")).toEqual([]);
    await user.click(restore());
    await user.click(screen.getByRole("button", { name: "Restore" }));
    expect(await screen.findByText(/^Restored the backup: /)).toBeVisible();
    await user.click(screen.getByRole("button", { name: /^Undo/ }));
    await waitFor(() => expect(calls(host, "restore_backup")).toEqual([{ number: 8 }, { number: 10 }]));
  });

  it("export and import, and say what came of it", async () => {
    const { host, user } = await open({ view: "Settings", quiet: true });
    expect(await screen.findByText("There is no backup yet.")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Export…" }));
    expect(await screen.findByText("Exported 60 snippets")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Import…" }));
    expect(
      await screen.findByText(
        "Imported 3 snippets, 1 beside one that was edited, 2 were there already, 1 left out: secrets, or too much said about them",
      ),
    ).toBeVisible();
    host.fail("import_library", "The backup can't be used: line 7: its JSON does not fit at line 1, column 3");
    await user.click(screen.getByRole("button", { name: "Import…" }));
    expect(await screen.findByText(/can't be used: line 7/)).toBeVisible();
    expect(screen.getByRole("button", { name: "Back up now" })).toBeEnabled();
  });

  it("run the setup again", async () => {
    const { host, user } = await open({ view: "Settings" });
    await user.click(await screen.findByRole("button", { name: "Run the setup again" }));
    expect(await screen.findByRole("heading", { name: "Code you copy, kept for you" })).toBeVisible();
    expect(calls(host, "change_settings")).toEqual([{ change: { wizard: { step: 0, finished: false } } }]);
  });
});

it("how often saved code is offered can be set", async () => {
  const { host, user } = await open({ view: "Settings" });
  const often = await screen.findByRole("radio", { name: /^Often/ });
  expect(screen.getByRole("radio", { name: /^Normally/ })).toBeChecked();
  await user.click(often);
  await waitFor(() => expect(often).toBeChecked());
  expect(calls(host, "change_settings")).toEqual([{ change: { offering: "often" } }]);
  host.fail("change_settings", "The disk is full. Nothing was changed.");
  await user.click(screen.getByRole("radio", { name: /^Rarely/ }));
  expect(await screen.findByText("The disk is full. Nothing was changed.")).toBeVisible();
  await waitFor(() => expect(often).toBeChecked());
  await accessible();
});
