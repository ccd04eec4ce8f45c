import { screen, waitFor } from "@testing-library/svelte";
import { expect, it } from "vitest";
import type { FakeHost } from "../src/host/fake";
import { calls, open } from "./help";

/** As the webview tells that Ctrl+C was pressed; false where the window has taken that upon itself. */
function press(on: Element = document.body, type = "copy"): boolean {
  return on.dispatchEvent(new Event(type, { bubbles: true, cancelable: true }));
}

const first = (text: string) => (host: FakeHost) => {
  const id = host.library.all()[0]?.id ?? "";
  host.library.update(id, { text });
};

async function code(): Promise<HTMLElement> {
  return screen.findByRole("group", { name: /^Code of/ });
}

it("of code is done by the host, which knows it for its own", async () => {
  const { host } = await open({ view: "Library", before: first("one();\ntwo();\n") });
  const shown = await code();
  expect(press()).toBe(true);
  getSelection()?.selectAllChildren(shown.querySelectorAll(".line")[1] as Element);
  expect(press(shown)).toBe(false);
  await waitFor(() => expect(calls(host, "copy_text")).toEqual([{ text: "two();\n" }]));
});

it("of a field is done by the host as well, and says where it could not be", async () => {
  const { host, user } = await open({ view: "Library" });
  await code();
  await user.keyboard("/header");
  const field = screen.getByRole<HTMLInputElement>("searchbox");
  field.setSelectionRange(0, 4);
  host.fail("copy_text", "Could not copy: there is no clipboard.");
  expect(press(field)).toBe(false);
  expect(calls(host, "copy_text")).toEqual([{ text: "head" }]);
  expect(await screen.findByText("Could not copy: there is no clipboard.")).toBeVisible();
});

it("of all of a code that is not shown in full takes all of it, and of the page says what it took", async () => {
  const long = `call("${"x".repeat(5_000)}");\r\n`;
  const { host, user } = await open({ view: "Library", before: first(long) });
  const shown = await code();
  await screen.findByText(/Too long to show in full/);
  shown.focus();
  await user.keyboard("{Control>}a{/Control}");
  press(shown);
  await waitFor(() => expect(calls(host, "copy_text")).toEqual([{ text: long }]));
  expect(screen.queryByText(/Copied what is shown/)).toBeNull();
  getSelection()?.selectAllChildren(document.body);
  press();
  expect(await screen.findByText("Copied what is shown. Copy takes all of it.")).toBeVisible();
});
