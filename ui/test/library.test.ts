import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeHost } from "../src/host/fake";
import type { Args } from "../src/host/host";
import { Library } from "../src/state/library.svelte";
import { WINDOW } from "../src/state/pages";
import { Resource } from "../src/state/resource.svelte";
import { calls } from "./help";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Answers to a query come after the time that is given for it. */
function slow(times: Record<string, number>): FakeHost {
  const latency = (command: string, args: unknown) =>
    command === "search" ? (times[(args as Args<"search">).query] ?? 10) : 0;
  return new FakeHost({ assets: 1_000, latency });
}

async function opened(host: FakeHost): Promise<Library> {
  const library = new Library(host);
  void library.open();
  await vi.advanceTimersByTimeAsync(50);
  expect(library.loaded).toBe(true);
  return library;
}

describe("searching", () => {
  it("asks for each letter at once where the host keeps up", async () => {
    const host = slow({});
    const library = await opened(host);
    host.calls.length = 0;
    for (const query of ["r", "re", "ret"]) {
      library.type(query);
      await vi.advanceTimersByTimeAsync(20);
      expect(library.answered).toBe(query);
    }
    expect(calls(host, "search")).toMatchObject(["r", "re", "ret"].map((query) => ({ query, limit: WINDOW })));
  });

  it("asks one question at a time where it doesn't, and the last one always", async () => {
    const host = slow({ r: 300 });
    const library = await opened(host);
    host.calls.length = 0;
    for (const query of ["r", "re", "ret"]) library.type(query);
    await vi.advanceTimersByTimeAsync(400);
    expect(calls(host, "search")).toMatchObject([{ query: "r" }, { query: "ret" }]);
    expect(library.answered).toBe("ret");
    library.type("");
    await vi.advanceTimersByTimeAsync(20);
    expect(library.answered).toBe("");
  });

  it("goes on after a question that failed", async () => {
    const host = slow({});
    const library = await opened(host);
    host.fail("search", "No answer.");
    library.type("r");
    await vi.advanceTimersByTimeAsync(50);
    host.mend("search");
    library.type("re");
    await vi.advanceTimersByTimeAsync(50);
    expect(library.answered).toBe("re");
  });

  it("drops the late answer to an older query", async () => {
    const host = slow({ curl: 900 });
    const library = await opened(host);
    const first = library.at(0)?.id;
    library.type("curl");
    await vi.advanceTimersByTimeAsync(10);
    library.clear();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(library.answered).toBe("");
    expect(library.at(0)?.id).toBe(first);
  });

  it("drops a late page of an older query", async () => {
    const host = new FakeHost({
      assets: 1_000,
      latency: (command, args) => (command === "search" && (args as Args<"search">).offset > 0 ? 900 : 0),
    });
    const library = await opened(host);
    void library.ensure(300, 315);
    await vi.advanceTimersByTimeAsync(10);
    void library.ensure(0, 15);
    library.type("debounce");
    await vi.advanceTimersByTimeAsync(2_000);
    expect(library.at(300)).toBeUndefined();
    expect(library.matching).toBe(71);
  });

  it("keeps the list while the next one is on its way, and the old one if that fails", async () => {
    const host = slow({ debounce: 300 });
    const library = await opened(host);
    const first = library.at(0)?.id;
    library.type("debounce");
    await vi.advanceTimersByTimeAsync(100);
    expect(library.at(0)?.id).toBe(first);
    host.fail("search", "No answer.");
    await vi.advanceTimersByTimeAsync(500);
    expect(library.error?.message).toBe("No answer.");
    expect(library.at(0)?.id).toBe(first);
    host.mend("search");
    void library.refresh();
    await vi.advanceTimersByTimeAsync(500);
    expect(library.error).toBeNull();
    expect(library.at(0)?.name).toBe("debounce");
  });
});

describe("a long list", () => {
  it("loads only the pages in sight, each once", async () => {
    const host = slow({});
    const library = await opened(host);
    host.calls.length = 0;
    void library.ensure(395, 410);
    void library.ensure(396, 411);
    await vi.advanceTimersByTimeAsync(50);
    void library.ensure(396, 411);
    await vi.advanceTimersByTimeAsync(50);
    expect(calls(host, "search").map((args) => (args as Args<"search">).offset)).toEqual([300, 400]);
    expect(library.at(411)).toBeDefined();
  });

  it("finds out which asset is selected once its page is there", async () => {
    const library = await opened(slow({}));
    library.select(999);
    expect(library.activeId).toBeNull();
    void library.ensure(985, 999);
    await vi.advanceTimersByTimeAsync(50);
    expect(library.activeId).toBe(library.at(999)?.id);
    expect(library.preview.data?.id).toBe(library.activeId);
  });

  it("keeps what is selected when the library changes around it", async () => {
    const host = slow({});
    const library = await opened(host);
    library.select(3);
    await vi.advanceTimersByTimeAsync(50);
    const id = library.activeId;
    host.library.add({ name: "new", language: "go", tags: [], app: "Vim", text: "package main" }, Date.now());
    void library.changed();
    await vi.advanceTimersByTimeAsync(50);
    expect([library.activeId, library.active]).toEqual([id, 4]);
  });

  it("selects the next one when the selected one is gone", async () => {
    const host = slow({});
    const library = await opened(host);
    library.select(3);
    await vi.advanceTimersByTimeAsync(50);
    const next = library.at(4)?.id;
    host.library.delete(library.activeId ?? "");
    void library.changed();
    await vi.advanceTimersByTimeAsync(50);
    expect([library.activeId, library.active]).toEqual([next, 3]);
  });
});

describe("what is saved meanwhile", () => {
  const save = async (library: Library, host: FakeHost, name = "new") => {
    const saved = host.library.add({ name, language: "go", tags: [], app: "Vim", text: "package main" }, Date.now());
    void library.changed();
    await vi.advanceTimersByTimeAsync(50);
    return saved;
  };

  it("is selected at the top while nobody chose a row", async () => {
    const host = new FakeHost({ assets: 0 });
    const library = await opened(host);
    for (let n = 0; n < 25; n++) {
      const { id } = await save(library, host, `new ${n}`);
      expect([library.active, library.activeId, library.moved.rows]).toEqual([0, id, 0]);
    }
    expect(library.preview.data?.name).toBe("new 24");
    void library.search();
    await vi.advanceTimersByTimeAsync(50);
    const { id } = await save(library, host);
    expect(library.activeId).toBe(id);
  });

  it("moves nothing that is in sight, nor what is selected, where the list is scrolled", async () => {
    const host = slow({});
    const library = await opened(host);
    library.look(40, 50, false);
    const [id, revealed] = [library.activeId, library.revealed];
    await save(library, host);
    expect([library.activeId, library.active, library.moved.rows, library.revealed]).toEqual([id, 1, 1, revealed]);
  });

  it("moves nothing that is in sight once a row is chosen, at the top too", async () => {
    const host = slow({});
    const library = await opened(host);
    library.look(0, 10, true);
    library.choose();
    const [id, revealed] = [library.activeId, library.revealed];
    await save(library, host);
    expect([library.activeId, library.active, library.moved.rows, library.revealed]).toEqual([id, 1, 1, revealed]);
  });

  it("is told apart from a row that goes to the top by itself", async () => {
    const host = slow({});
    const library = await opened(host);
    library.look(20, 30, false);
    library.select(22);
    await vi.advanceTimersByTimeAsync(50);
    const id = library.activeId ?? "";
    const copied = host.library.get(id);
    host.library.delete(id);
    const again = host.library.add({ name: copied.name, language: "go", tags: [], app: "Vim", text: "x" }, Date.now());
    host.library.update(again.id, { id });
    void library.changed();
    await vi.advanceTimersByTimeAsync(50);
    expect([library.activeId, library.active]).toEqual([id, 0]);
    // Two of eleven were above it; the others are where they were.
    expect(library.moved.rows).toBe(0);
  });

  it("may move what is in sight to a page that was not there", async () => {
    const host = slow({});
    const library = await opened(host);
    await library.ensure(84, 99);
    library.look(90, 99, false);
    library.select(95);
    await vi.advanceTimersByTimeAsync(50);
    const id = library.activeId;
    for (let n = 0; n < 30; n++)
      host.library.add({ name: `new ${n}`, language: "go", tags: [], app: "Vim", text: "package main" }, Date.now());
    await save(library, host);
    expect([library.activeId, library.active, library.moved.rows]).toEqual([id, 126, 31]);
  });

  it("leaves the mark on what is selected far from what is in sight", async () => {
    const host = slow({});
    const library = await opened(host);
    library.select(0);
    await vi.advanceTimersByTimeAsync(50);
    const id = library.activeId;
    void library.ensure(500, 520);
    await vi.advanceTimersByTimeAsync(50);
    library.look(505, 515, false);
    await save(library, host);
    expect([library.activeId, library.active, library.moved.rows]).toEqual([id, 1, 1]);
    void library.ensure(0, 15);
    await vi.advanceTimersByTimeAsync(50);
    expect(library.at(library.active)?.id).toBe(id);
  });
});

describe("a row that is taken away", () => {
  it("moves up those after it, over the pages that are there", async () => {
    const library = await opened(slow({}));
    void library.ensure(0, 250);
    await vi.advanceTimersByTimeAsync(50);
    const ids = Array.from({ length: 300 }, (_, n) => library.at(n)?.id);
    library.remove(ids[5] ?? "");
    library.remove(ids[150] ?? "");
    const left = ids.filter((_, n) => n !== 5 && n !== 150);
    expect(Array.from({ length: 298 }, (_, n) => library.at(n)?.id)).toEqual(left);
    expect([library.matching, library.total]).toEqual([998, 998]);
  });

  it("leaves none where it was the last", async () => {
    const library = await opened(new FakeHost({ assets: 1 }));
    library.remove(library.activeId ?? "");
    expect([library.matching, library.activeId, library.target]).toEqual([0, null, null]);
  });
});

describe("something asked for", () => {
  it("is not replaced by a late answer to an older question", async () => {
    const answers: ((value: string) => void)[] = [];
    const resource = new Resource(() => new Promise<string>((done) => answers.push(done)));
    void resource.refresh();
    void resource.refresh();
    answers[1]?.("new");
    await vi.advanceTimersByTimeAsync(1);
    answers[0]?.("old");
    await vi.advanceTimersByTimeAsync(1);
    expect(resource.data).toBe("new");
    expect(resource.loading).toBe(false);
  });

  it("shows that it is slow only when it is, and never over an older answer", async () => {
    const resource = new Resource(() => new Promise<number>((done) => setTimeout(() => done(1), 400)));
    void resource.refresh();
    await vi.advanceTimersByTimeAsync(100);
    expect(resource.slow).toBe(false);
    await vi.advanceTimersByTimeAsync(100);
    expect(resource.slow).toBe(true);
    await vi.advanceTimersByTimeAsync(300);
    expect([resource.slow, resource.data]).toEqual([false, 1]);
    void resource.refresh();
    await vi.advanceTimersByTimeAsync(300);
    expect(resource.slow).toBe(false);
  });
});
