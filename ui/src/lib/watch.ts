// What the watching is doing, in words, and what can be done about it.
import type { WatchState } from "../host/bindings";
import type { App } from "../state/app.svelte";
import { until } from "./dates";

export function watchText(watch: WatchState, now: number): string {
  switch (watch.state) {
    case "watching":
      return "Watching the clipboard";
    case "paused":
      return watch.until === null ? "Paused until resumed" : `Paused ${until(watch.until, now)}`;
    case "unavailable":
      return "Can’t watch here";
    case "off":
      return "Watching is off";
  }
}

export type Action = { label: string; run: () => Promise<void> };

export function watchActions(app: App): Action[] {
  switch (app.status.data?.watch.state) {
    case "watching":
      return [
        { label: "Pause for 15 minutes", run: () => app.pause("quarter_hour") },
        { label: "Pause until tomorrow", run: () => app.pause("until_tomorrow") },
        { label: "Pause until resumed", run: () => app.pause("until_resumed") },
      ];
    case "paused":
      return [{ label: "Resume watching", run: () => app.resume() }];
    case "off":
      return [{ label: "Turn on watching", run: () => app.resume() }];
    default:
      return [];
  }
}
