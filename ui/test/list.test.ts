import { describe, expect, it } from "vitest";
import { reveal, step, windowed } from "../src/lib/window";

describe("windowed", () => {
  it("draws what is in sight and a little beyond", () => {
    expect(windowed(0, 600, 60, 100_000)).toEqual({ first: 0, last: 15 });
    expect(windowed(60_000, 600, 60, 100_000)).toEqual({ first: 994, last: 1015 });
  });
  it("stops at the end", () => {
    expect(windowed(100_000 * 60 - 600, 600, 60, 100_000).last).toBe(99_999);
    expect(windowed(0, 600, 60, 3)).toEqual({ first: 0, last: 2 });
  });
  it("survives a list that became shorter than where it is scrolled to", () => {
    expect(windowed(6_000, 600, 60, 3)).toEqual({ first: 2, last: 2 });
    expect(windowed(0, 600, 60, 0)).toEqual({ first: 0, last: -1 });
  });
});

describe("reveal", () => {
  it("moves as little as it can", () => {
    expect(reveal(5, 0, 600, 60)).toBe(0);
    expect(reveal(10, 0, 600, 60)).toBe(60);
    expect(reveal(3, 600, 600, 60)).toBe(180);
  });
});

describe("step", () => {
  it.each([
    ["ArrowDown", 0, 1],
    ["ArrowUp", 0, 0],
    ["ArrowDown", 99, 99],
    ["PageDown", 95, 99],
    ["PageUp", 20, 11],
    ["Home", 50, 0],
    ["End", 50, 99],
    ["a", 50, null],
  ])("%s from %i", (key, from, to) => expect(step(key, from, 100, 9)).toBe(to));
  it("leads nowhere in an empty list", () => expect(step("End", -1, 0, 9)).toBeNull());
});
