// The host opens the window at `index.html#library/ID`, and leads one that is open with the event `navigate`.
import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, it } from "vitest";
import type { View } from "../src/host/bindings";
import { FakeHost } from "../src/host/fake";
import { calls, open, selected } from "./help";
import { screenWidth } from "./setup";

// The fake's ids are the same every time.
const { library, suggestions } = new FakeHost({ assets: 300 });
const near = library.all()[4];
const far = library.all()[250];
const old = suggestions.list().find((one) => one.state === "superseded");

it.each<[View, string]>([
  ["suggestions", "Suggestions"],
  ["library", "Library"],
  ["applications", "Applications"],
  ["activity", "Activity"],
  ["settings", "Settings"],
  ["wizard", "Code you copy, kept for you"],
])("opens at #%s, and is led there later", async (view, title) => {
  const first = await open({ address: `#${view}` });
  expect(await screen.findByRole("heading", { name: title, level: 1 })).toBeVisible();
  first.unmount();
  const { host } = await open({ address: view === "settings" ? "#library" : "#settings" });
  await screen.findByRole("heading", { name: view === "settings" ? "Library" : "Settings", level: 1 });
  host.emit("navigate", { view, id: null });
  expect(await screen.findByRole("heading", { name: title, level: 1 })).toBeVisible();
});

it("opens at an earlier suggestion, in a dialog", async () => {
  await open({ address: `#suggestions/${old?.id}` });
  expect(await screen.findByRole("dialog")).toHaveTextContent("git rebase");
});

it("opens at the suggestion that waits, without a dialog", async () => {
  await open({ address: `#suggestions/${suggestions.list()[0]?.id}` });
  const card = await screen.findByRole("region", { name: "You have this already" });
  expect(await within(card).findByRole("button", { name: /^Reuse/ })).toBeVisible();
  expect(screen.queryByRole("dialog")).toBeNull();
});

it("opens at a suggestion that is no longer kept as at the view", async () => {
  await open({ address: "#suggestions/gone" });
  expect(await screen.findByRole("region", { name: "You have this already" })).toBeVisible();
  expect(screen.queryByRole("dialog")).toBeNull();
});

it("opens at an asset and selects it in the list", async () => {
  const { host } = await open({ address: `#library/${near?.id}`, assets: 300 });
  expect(await screen.findByRole("heading", { name: near?.name ?? "" })).toBeVisible();
  expect(await selected()).toHaveTextContent(near?.name ?? "");
  expect(calls(host, "search")).toHaveLength(1);
});

it("opens at an asset that is far down the list, and Enter copies just that one", async () => {
  const { host, user } = await open({ address: `#library/${far?.id}`, assets: 300 });
  expect(await screen.findByRole("heading", { name: far?.name ?? "" })).toBeVisible();
  await screen.findAllByRole("option");
  expect(screen.queryByRole("option", { selected: true })).toBeNull();
  await waitFor(() => expect(screen.getByRole("listbox", { name: "Saved code" })).toHaveFocus());
  await user.keyboard("{Enter}");
  await waitFor(() => expect(calls(host, "copy_asset")).toEqual([{ id: far?.id }]));
});

it("shows the asset in front in a narrow window, also one that is already open", async () => {
  screenWidth.px = 640;
  const { host } = await open({ address: "#library", assets: 300 });
  await screen.findAllByRole("option");
  expect(screen.queryByRole("region", { name: "Preview" })).toBeNull();
  host.emit("navigate", { view: "library", id: near?.id ?? null });
  expect(await screen.findByRole("heading", { name: near?.name ?? "" })).toBeVisible();
  expect(screen.getByRole("button", { name: /^Back/ })).toBeVisible();
});

it("opens at what was asked for although the setup is not done", async () => {
  await open({ address: "#library", wizard: { step: 0, finished: false } });
  expect(await screen.findByRole("searchbox", { name: "Search the library" })).toBeVisible();
});

it("begins with the setup where it is not done and nothing was asked for", async () => {
  await open({ address: "", wizard: { step: 1, finished: false } });
  expect(await screen.findByRole("heading", { name: "What to watch" })).toBeVisible();
});

it.each(["#elsewhere/1", "#", "#__proto__", "#constructor"])("opens as usual at %s", async (address) => {
  await open({ address });
  expect(await screen.findByRole("heading", { name: "Suggestions", level: 1 })).toBeVisible();
});
