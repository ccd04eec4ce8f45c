import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { accessible, calls, open } from "./help";

const allowed = () =>
  within(screen.getByRole("list", { name: "Allowed pages" }))
    .getAllByRole("listitem")
    .map((item) => item.querySelector(".origin")?.textContent);

it("a page that was blocked is told, and allowed or dismissed", async () => {
  const { host, user } = await open({ view: "Settings" });
  expect(await screen.findByText(/Web pages are refused/)).toBeVisible();
  expect(screen.queryByRole("list", { name: "Blocked pages" })).toBeNull();
  host.block("https://a.example");
  host.block("vscode-webview://1u9c0k5q");
  const blocked = within(await screen.findByRole("list", { name: "Blocked pages" }));
  expect(blocked.getAllByRole("listitem").map((item) => item.textContent)).toEqual([
    expect.stringMatching(/^\s*Blocked:\s+vscode-webview:\/\/1u9c0k5q tried to connect\./),
    expect.stringMatching(/^\s*Blocked:\s+https:\/\/a\.example tried to connect\./),
  ]);
  await accessible();
  await user.click(blocked.getByRole("button", { name: "Allow vscode-webview://1u9c0k5q" }));
  await waitFor(() => expect(allowed()).toEqual(["vscode-webview://1u9c0k5q"]));
  await user.click(blocked.getByRole("button", { name: "Dismiss https://a.example" }));
  await waitFor(() => expect(screen.queryByRole("list", { name: "Blocked pages" })).toBeNull());
  expect(calls(host, "dismiss_origin")).toEqual([{ origin: "https://a.example" }]);
  await accessible();
});

it("a page is allowed by its name and taken off the list", async () => {
  const { host, user } = await open({ view: "Settings" });
  const field = await screen.findByRole("combobox", { name: "Origin of a page" });
  expect(screen.getByRole("button", { name: "Allow" })).toBeDisabled();
  await user.type(field, "https://Example.org/{Enter}");
  await waitFor(() => expect(allowed()).toEqual(["https://example.org"]));
  expect(field).toHaveValue("");
  await user.click(screen.getByRole("button", { name: "Obsidian" }));
  expect(field).toHaveValue("app://obsidian.md");
  await user.click(screen.getByRole("button", { name: "Allow" }));
  await waitFor(() => expect(allowed()).toEqual(["app://obsidian.md", "https://example.org"]));
  expect(screen.queryByRole("button", { name: "Obsidian" })).toBeNull();
  await user.click(screen.getByRole("button", { name: "Remove app://obsidian.md" }));
  await waitFor(() => expect(allowed()).toEqual(["https://example.org"]));
  expect(calls(host, "remove_origin")).toEqual([{ origin: "app://obsidian.md" }]);
});

it("what is no origin stays in the field, with the reason", async () => {
  const { user } = await open({ view: "Settings" });
  const field = await screen.findByRole("combobox", { name: "Origin of a page" });
  await user.type(field, "example.org{Enter}");
  expect(await screen.findByText(/An origin has a scheme and a host/)).toBeVisible();
  expect(field).toHaveValue("example.org");
  expect(screen.queryByRole("list", { name: "Allowed pages" })).toBeNull();
});
