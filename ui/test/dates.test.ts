import { describe, expect, it } from "vitest";
import { ago, clock, dated, dayHeading, onDay, until } from "../src/lib/dates";

// Months and days are in the order of the locale; jsdom's is American.
const NOW = new Date(2026, 10, 24, 14, 30).getTime();
const at = (day: number, hour = 12, minute = 0, month = 10, year = 2026) =>
  new Date(year, month, day, hour, minute).getTime();

describe("ago", () => {
  it.each([
    [NOW - 5_000, "just now"],
    [NOW + 60_000, "just now"],
    [NOW - 60_000, "1 minute ago"],
    [NOW - 59 * 60_000, "59 minutes ago"],
    [at(24, 11, 30), "3 hours ago"],
    [at(23, 23, 59), "yesterday"],
    [at(23, 0, 1), "yesterday"],
    [at(21), "3 days ago"],
    [at(17), "last week"],
    [at(10), "2 weeks ago"],
    [at(12, 9, 0, 2), "Mar 12"],
    [at(12, 9, 0, 10, 2024), "Nov 12, 2024"],
  ])("%s", (time, words) => expect(ago(time, NOW)).toBe(words));

  it("says yesterday for what is less than an hour back but before midnight only after that hour", () => {
    const early = at(24, 0, 20);
    expect(ago(at(23, 23, 50), early)).toBe("30 minutes ago");
    expect(ago(at(23, 22, 50), early)).toBe("yesterday");
  });

  it("counts days over a change of the clocks", () => {
    const spring = new Date(2026, 2, 30, 12).getTime();
    expect(ago(new Date(2026, 2, 28, 12).getTime(), spring)).toBe("2 days ago");
  });
});

it("names the day of something", () => {
  expect([at(24, 9), at(23), at(20), at(2)].map((time) => onDay(time, NOW))).toEqual([
    "today",
    "yesterday",
    "on Friday",
    "on Nov 2",
  ]);
  expect([at(24, 9), at(23), at(20), at(2)].map((time) => dated(time, NOW))).toEqual([
    "Today",
    "Yesterday",
    "Friday",
    "Nov 2",
  ]);
  expect(dayHeading(at(24, 9), NOW)).toBe("Earlier today");
  expect(dayHeading(at(23), NOW)).toBe("Yesterday");
  expect(dayHeading(at(20), NOW)).toBe("Friday, November 20");
});

it("says when a pause ends", () => {
  expect(until(at(24, 14, 45), NOW)).toBe(`until ${clock(at(24, 14, 45))}`);
  expect(until(at(25, 0), NOW)).toBe("until tomorrow");
  expect(until(at(27, 0), NOW)).toBe("until Friday");
});
