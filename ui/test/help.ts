import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { expect } from "vitest";
import { FakeHost, type FakeOptions } from "../src/host/fake";
import type { CommandName } from "../src/host/host";
import Root from "../src/Root.svelte";

/** The whole window before a fake host, at one of its views. */
export async function open(
  options: FakeOptions & { view?: string; address?: string; before?: (host: FakeHost) => void } = {},
) {
  const { view, address, before, ...fake } = options;
  const host = new FakeHost({ assets: 60, ...fake });
  before?.(host);
  const user = userEvent.setup();
  const { unmount } = render(Root, address === undefined ? { host } : { host, address });
  if (view) await user.click(await screen.findByRole("link", { name: new RegExp(`^${view}`) }));
  return { host, user, unmount };
}

export function calls(host: FakeHost, command: CommandName): unknown[] {
  return host.calls.filter((call) => call.command === command).map((call) => call.args);
}

/** Accessible as far as that can be seen without a layout: colours have a test of their own. */
export async function accessible(): Promise<void> {
  const { violations } = await axe.run(document.body, {
    rules: { "color-contrast": { enabled: false } },
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  });
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
  expect(found).toEqual([]);
}

export async function selected(): Promise<HTMLElement> {
  return waitFor(() => screen.getByRole("option", { selected: true }));
}
