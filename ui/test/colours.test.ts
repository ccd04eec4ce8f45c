import { render, screen, waitFor } from "@testing-library/svelte";
import { expect, it, vi } from "vitest";
import Code from "../src/lib/Code.svelte";
import { shut, WAYS_OUT } from "../src/lib/colouring";
import { Colours, colours, MOST_CHARACTERS, type Answer, type Asked, type Question } from "../src/lib/colours";
import { open } from "./help";
import { workers } from "./setup";

const still = new AbortController().signal;

/** A worker that answers when the test says so. */
function silent() {
  const heard: Question[] = [];
  const worker: Asked = { onmessage: null, onerror: null, postMessage: (data: Question) => void heard.push(data) };
  const says = (data: Answer) => worker.onmessage?.call(worker as Worker, new MessageEvent("message", { data }));
  return { heard, worker, says, colours: new Colours(() => worker) };
}

it("are found by a worker, so that the window is free meanwhile", async () => {
  const { user } = await open({ view: "Library" });
  const code = await screen.findByRole("group", { name: "Code of retry_with_backoff" });
  expect(code).toHaveTextContent("async fn");
  await waitFor(() => expect(code.querySelector(".keyword")).not.toBeNull());
  const ours = [{ file: expect.stringMatching(/^colours\.worker/), type: "module" }];
  expect(workers).toEqual(ours);
  // One for the window, whatever is shown in it.
  await user.keyboard("{ArrowDown}");
  await screen.findByRole("group", { name: "Code of merge_intervals" });
  expect(workers).toEqual(ours);
});

it("come after the text, and only those of the text that is on show", async () => {
  const answers = new Map<string, (lines: never) => void>();
  vi.spyOn(colours, "of").mockImplementation((text) => new Promise((done) => answers.set(text, done as never)));
  const props = { text: "first", grammar: "python", label: "Code" };
  const { rerender } = render(Code, props);
  expect(screen.getByRole("group")).toHaveTextContent("first");
  await rerender({ ...props, text: "second" });
  expect(screen.getByRole("group")).toHaveTextContent("second");
  const run = (text: string) => [[{ text, at: 0, kind: "keyword" }]] as never;
  answers.get("second")?.(run("second"));
  await waitFor(() => expect(document.querySelector(".keyword")).toHaveTextContent("second"));
  answers.get("first")?.(run("first"));
  await Promise.resolve();
  expect(document.querySelector(".keyword")).toHaveTextContent("second");
});

it("are of as many lines as the code has: the end of the last is none", () => {
  render(Code, { text: "first\n\nthird\n", grammar: null, label: "Code" });
  const code = screen.getByRole("group", { name: "Code" });
  expect([...code.querySelectorAll(".line")].map((line) => line.textContent)).toEqual(["first\n", "\n", "third\n"]);
});

it("belong to their question, in whatever order the answers come", async () => {
  const { heard, says, colours } = silent();
  const [a, b] = [colours.of("a", "python", still), colours.of("b", "rust", still)];
  expect(heard).toMatchObject([
    { text: "a", grammar: "python" },
    { text: "b", grammar: "rust" },
  ]);
  const [first, second] = heard.map((one) => one.id) as [number, number];
  says({ id: second, lines: null });
  says({ id: first, lines: [[{ text: "a", at: 0, kind: "" }]] });
  expect(await b).toBeNull();
  expect(await a).toHaveLength(1);
});

it("are given up when nobody waits, and the worker hears of it", async () => {
  const { heard, says, colours } = silent();
  const gone = new AbortController();
  const asked = colours.of("a", "python", gone.signal);
  gone.abort();
  expect(await asked).toBeNull();
  expect(heard.at(-1)).toEqual({ id: heard[0]?.id });
  says({ id: heard[0]?.id ?? 0, lines: [] });
  gone.abort();
  expect(heard).toHaveLength(2);
});

it("are not asked for where a text is too long", async () => {
  const { heard, colours } = silent();
  expect(await colours.of("x".repeat(MOST_CHARACTERS + 1), "python", still)).toBeNull();
  expect(heard).toEqual([]);
});

it("fail aloud where the worker fails, and are not waited for without end", async () => {
  const { heard, says, worker, colours } = silent();
  const asked = colours.of("a", "python", still);
  says({ id: heard[0]?.id ?? 0, error: "no such file" });
  await expect(asked).rejects.toThrow("no such file");
  const lost = colours.of("b", "python", still);
  worker.onerror?.call(worker as Worker, new ErrorEvent("error", { message: "refused by the policy" }));
  await expect(lost).rejects.toThrow("refused by the policy");
  await expect(colours.of("c", "python", still)).rejects.toThrow("refused by the policy");
});

it("are found by a worker that has no way out of it", () => {
  class Inherited {
    fetch = undefined as unknown;
    get indexedDB(): unknown {
      return {};
    }
  }
  const scope = Object.assign(new Inherited(), { fetch: () => undefined, WebSocket: () => 1, postMessage: () => 1 });
  shut(scope);
  expect(WAYS_OUT.filter((way) => way in scope)).toEqual([]);
  expect(scope.postMessage()).toBe(1);
});
