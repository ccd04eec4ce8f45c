// The fake as a plain browser shows it. Its address says what to try: `?assets=100000`, `?quiet`, `?wizard=2`,
// `?fail=search,suggestions`, `?slow=800`, `?watch=off`, `?watch=unavailable`, `?notice`, `?blocked`. In the console, `fake.copy("...")` copies.
import type { CommandName } from "../host";
import { FakeHost } from "../fake";

export function browserHost(): FakeHost {
  const ask = new URLSearchParams(location.search);
  const step = ask.get("wizard");
  const fake = new FakeHost({
    assets: ask.has("quiet") ? 0 : Number(ask.get("assets") ?? 1284),
    quiet: ask.has("quiet"),
    latency: () => Number(ask.get("slow") ?? 30),
    wizard: step === null ? { step: 0, finished: true } : { step: Number(step), finished: false },
  });
  for (const command of ask.get("fail")?.split(",") ?? []) fake.fail(command as CommandName);
  if (ask.get("watch") === "off") fake.setWatch({ state: "off" });
  if (ask.get("watch") === "paused") fake.setWatch({ state: "paused", until: Date.now() + 9e5, backend: "X11" });
  if (ask.get("watch") === "unavailable")
    fake.setWatch({
      state: "unavailable",
      reason: "This desktop does not let programs see the clipboard.",
      advice: "Connect an editor instead, or log in to an X11 session.",
    });
  if (ask.has("notice")) {
    const level = "warning" as const;
    const advice = "The clipboard is watched all the same, and a port is tried again by itself.";
    const notice = { id: "n", level, text: "Editors cannot connect: no port is free.", advice };
    fake.status = { ...fake.status, address: null, notices: [notice] };
  }
  if (ask.has("blocked")) fake.block("https://evil.example");
  Object.assign(window, { fake });
  return fake;
}
