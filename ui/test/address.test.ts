import { screen } from "@testing-library/svelte";
import { expect, it } from "vitest";
import { open } from "./help";

it("opens at what the address asks for", async () => {
  await open({ address: "#settings" });
  expect(await screen.findByRole("heading", { name: "Settings" })).toBeVisible();
});

it("opens at a suggestion", async () => {
  const { host } = await open({ address: "" });
  const [waiting] = host.suggestions.list();
  await open({ address: `#suggestions/${waiting?.id}` });
  expect((await screen.findAllByRole("heading", { name: "Suggestions" }))[0]).toBeVisible();
});

it("opens at what was asked for although the setup is not done", async () => {
  await open({ address: "#library", wizard: { step: 0, finished: false } });
  expect(await screen.findByRole("searchbox", { name: "Search the library" })).toBeVisible();
});

it("opens as usual where the address names no view", async () => {
  await open({ address: "#elsewhere/1" });
  expect(await screen.findByRole("heading", { name: "Suggestions" })).toBeVisible();
});
