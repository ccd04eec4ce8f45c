import type { View } from "../host/bindings";
import type { App } from "../state/app.svelte";
import type { IconName } from "./icons";
import { watchActions } from "./watch";

export type Entry = { id: string; icon: IconName; label: string; hint: string; group: string; run: () => void };

const VIEWS: [View, string, IconName][] = [
  ["suggestions", "Suggestions", "suggestions"],
  ["library", "Library", "library"],
  ["applications", "Applications", "applications"],
  ["activity", "Activity", "activity"],
  ["settings", "Settings", "settings"],
  ["wizard", "Setup", "flag"],
];

/** The keys that lead to the views: Ctrl and the number. */
export const NUMBERED: readonly View[] = ["suggestions", "library", "applications", "activity", "settings"];

/** What can be done from anywhere, right now. */
export function commands(app: App): Entry[] {
  const go = VIEWS.map(([view, label, icon]): Entry => {
    const number = NUMBERED.indexOf(view);
    const hint = number < 0 ? "" : `Ctrl ${number + 1}`;
    return { id: `go-${view}`, icon, label, hint, group: "Go to", run: () => app.go(view) };
  });
  const act = (id: string, icon: IconName, label: string, run: () => void, hint = ""): Entry => {
    return { id, icon, label, hint, group: "Do", run };
  };
  const watch = watchActions(app).map(({ label, run }) =>
    act(label, label.startsWith("Pause") ? "pause" : "play", label, () => void run()),
  );
  const settings = app.settings.data;
  const toggles = settings
    ? [
        act("notify", "info", settings.notify ? "Turn off notifications" : "Turn on notifications", () => {
          void app.change({ notify: !settings.notify });
        }),
        act("login", "settings", settings.start_at_login ? "Do not start at login" : "Start at login", () => {
          void app.change({ start_at_login: !settings.start_at_login });
        }),
      ]
    : [];
  return [...go, ...watch, ...toggles, act("keys", "keyboard", "Show the keys", () => (app.layer = "keys"), "?")];
}

/** Those whose name holds every word of the query. */
export function filter(entries: Entry[], query: string): Entry[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter(({ label, group }) => {
    const name = `${group} ${label}`.toLowerCase();
    return words.every((word) => name.includes(word));
  });
}
