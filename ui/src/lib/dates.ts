// Every date and time on the screen comes from here. The words around them are English, so the locale is the user's
// own English (which decides "12 Nov" or "Nov 12") or else British. The clock has 24 hours, as in the tray: what the
// webview takes for the user's locale, the tray can't know.
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export const locale: string = (typeof navigator === "undefined" ? [] : navigator.languages).find(isEnglish) ?? "en-GB";

function isEnglish(tag: string): boolean {
  return tag.startsWith("en-");
}

/** Made once: to make one takes longer than to draw the row that it writes into. */
const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
const formats = {
  day: formatter({ day: "numeric", month: "short" }),
  dayOfYear: formatter({ day: "numeric", month: "short", year: "numeric" }),
  weekday: formatter({ weekday: "long" }),
  clock: formatter({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
  heading: formatter({ weekday: "long", day: "numeric", month: "long" }),
  exact: formatter({ dateStyle: "long", timeStyle: "short", hourCycle: "h23" }),
};

function formatter(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale, options);
}

/** Calendar days from `at` to `now`, in local time: 1 is yesterday, however few hours ago that was. */
function daysBetween(at: number, now: number): number {
  const midnight = (time: number) => new Date(time).setHours(0, 0, 0, 0);
  return Math.round((midnight(now) - midnight(at)) / (24 * HOUR));
}

function day(at: number, now: number): string {
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return (sameYear ? formats.day : formats.dayOfYear).format(at);
}

function weekday(at: number): string {
  return formats.weekday.format(at);
}

/** "14:02" */
export function clock(at: number): string {
  return formats.clock.format(at);
}

/** "just now", "5 minutes ago", "yesterday", "3 days ago", "12 Nov", "12 Nov 2024" */
export function ago(at: number, now: number): string {
  const passed = now - at;
  const days = daysBetween(at, now);
  // A clock that was set back must not show the future.
  if (passed < MINUTE) return "just now";
  if (passed < HOUR) return relative.format(-Math.floor(passed / MINUTE), "minute");
  if (days === 0) return relative.format(-Math.floor(passed / HOUR), "hour");
  if (days < 7) return relative.format(-days, "day");
  if (days < 28) return relative.format(-Math.floor(days / 7), "week");
  return day(at, now);
}

/** To follow "saved" or "last": "today", "yesterday", "on Friday", "on 12 Nov" */
export function onDay(at: number, now: number): string {
  const days = daysBetween(at, now);
  if (days <= 0) return "today";
  if (days === 1) return "yesterday";
  return days < 7 ? `on ${weekday(at)}` : `on ${day(at, now)}`;
}

/** To begin a sentence with: "Today", "Yesterday", "Friday", "12 Nov" */
export function dated(at: number, now: number): string {
  const days = daysBetween(at, now);
  if (days <= 0) return "Today";
  if (days === 1) return "Yesterday";
  return days < 7 ? weekday(at) : day(at, now);
}

/** Over the rows of one day: "Earlier today", "Yesterday", "Friday 20 November" */
export function dayHeading(at: number, now: number): string {
  const days = daysBetween(at, now);
  if (days <= 0) return "Earlier today";
  if (days === 1) return "Yesterday";
  return formats.heading.format(at);
}

/** When a pause ends: "until 14:30", "until tomorrow", "until Friday" */
export function until(at: number, now: number): string {
  const days = daysBetween(now, at);
  if (days <= 0) return `until ${clock(at)}`;
  return days === 1 ? "until tomorrow" : `until ${weekday(at)}`;
}

/** In full, for whoever points at a short one. */
export function exact(at: number): string {
  return formats.exact.format(at);
}
