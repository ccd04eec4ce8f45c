import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { accessible, calls, open } from "./help";

const figure = async (name: string) => (await screen.findByText(name)).closest("div");

describe("what was learned", () => {
  it("is counted in the settings, and stays up to date", async () => {
    const { host } = await open({ view: "Settings" });
    expect(await figure("Declined")).toHaveTextContent("12");
    expect(await figure("Reused")).toHaveTextContent("61");
    expect(await figure("Put aside")).toHaveTextContent("1");
    expect(await figure("Copied again")).toHaveTextContent("3");
    await accessible();
    host.learned = { ...host.learned, declined: 13 };
    host.emit("changed", { what: ["settings"] });
    await waitFor(async () => expect(await figure("Declined")).toHaveTextContent("13"));
  });

  it("is forgotten after a question, and only then", async () => {
    const { host, user } = await open({ view: "Settings" });
    const button = await screen.findByRole("button", { name: "Forget what was learned…" });
    await user.click(button);
    const dialog = await screen.findByRole("dialog", { name: "Forget what was learned" });
    expect(dialog).toHaveTextContent("Your snippets stay.");
    await accessible();
    await user.click(within(dialog).getByRole("button", { name: "Cancel" }));
    expect(calls(host, "forget_learned")).toEqual([]);
    await user.click(button);
    await user.click(await screen.findByRole("button", { name: "Forget" }));
    expect(await screen.findByText("Forgotten")).toBeVisible();
    expect(await figure("Declined")).toHaveTextContent("0");
    expect(await figure("Reused")).toHaveTextContent("0");
    expect(await figure("Copied again")).toHaveTextContent("0");
    // There is nothing to forget any more.
    expect(button).toBeDisabled();
  });

  it("stays where it cannot be forgotten, and that is said", async () => {
    const { host, user } = await open({ view: "Settings" });
    host.fail("forget_learned", "The disk is full. Nothing was changed.");
    await user.click(await screen.findByRole("button", { name: "Forget what was learned…" }));
    await user.click(await screen.findByRole("button", { name: "Forget" }));
    expect(await screen.findByText("The disk is full. Nothing was changed.")).toBeVisible();
    expect(await figure("Declined")).toHaveTextContent("12");
    expect(screen.getByRole("button", { name: "Forget what was learned…" })).toBeEnabled();
  });
});
