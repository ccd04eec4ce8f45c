import { createContext } from "svelte";
import type { Events, PauseFor, SettingsChange, View } from "../host/bindings";
import { commandError, type Host } from "../host/host";
import { count, many, shortened } from "../lib/words";
import { Library } from "./library.svelte";
import { Resource } from "./resource.svelte";
import { Toasts } from "./toasts.svelte";

/** What the window knows, shared by its views. */
export class App {
  readonly host: Host;
  readonly toasts = new Toasts();
  readonly status;
  readonly settings;
  readonly suggestions;
  readonly applications;
  readonly activity;
  readonly backups;
  readonly learned;
  readonly library: Library;

  view = $state<View>("suggestions");
  /** A suggestion that somebody asked to see, by a notification or from the list. */
  opened = $state<string | null>(null);
  /** One layer over the views at most; while there is one, their keys are silent. */
  layer = $state<"palette" | "keys" | null>(null);

  constructor(host: Host) {
    this.host = host;
    this.status = new Resource(() => host.call("status", {}));
    this.settings = new Resource(() => host.call("settings", {}));
    this.suggestions = new Resource(() => host.call("suggestions", {}));
    this.applications = new Resource(() => host.call("applications", {}));
    this.activity = new Resource(() => host.call("activity", {}));
    this.backups = new Resource(() => host.call("backups", {}));
    this.learned = new Resource(() => host.call("learned", {}));
    this.library = new Library(host);
  }

  get waiting(): number {
    return this.suggestions.data?.filter((one) => one.state === "waiting").length ?? 0;
  }

  /**
   * Asks for what every view needs and begins to listen. `address` is the fragment that the host opened the window with:
   * "#library", or "#suggestions/ID". The promised function ends the listening.
   */
  async start(address = ""): Promise<() => void> {
    const ends = await Promise.all([
      this.host.listen("changed", (told) => this.#changed(told)),
      this.host.listen("navigate", ({ view, id }) => this.go(view, id)),
    ]);
    const deleted = this.#rememberDeleted();
    await Promise.all([this.status.refresh(), this.settings.refresh(), this.suggestions.refresh(), deleted]);
    const asked = target(address);
    if (asked) this.go(asked.view, asked.id);
    else if (this.settings.data?.wizard.finished === false) this.view = "wizard";
    return () => ends.forEach((end) => end());
  }

  go(view: View, id: string | null = null): void {
    this.view = view;
    this.layer = null;
    this.opened = view === "suggestions" ? id : null;
    if (view === "library" && id !== null) this.library.show(id);
  }

  async change(change: SettingsChange): Promise<boolean> {
    return this.attempt(async () => this.settings.set(await this.host.call("change_settings", { change })));
  }

  async pause(how: PauseFor): Promise<void> {
    await this.attempt(async () => {
      await this.host.call("pause", { how });
      await this.status.refresh();
    });
  }

  async resume(): Promise<void> {
    await this.attempt(async () => {
      await this.host.call("resume", {});
      await this.status.refresh();
    });
  }

  async copyAsset(id: string): Promise<boolean> {
    return this.attempt(async () => {
      await this.host.call("copy_asset", { id });
      this.toasts.good("Copied");
    });
  }

  /** `said`: what to say of it, if anything. */
  async copyText(text: string, said: string | null): Promise<boolean> {
    return this.attempt(async () => {
      await this.host.call("copy_text", { text });
      if (said !== null) this.toasts.good(said);
    });
  }

  /** It leaves the list at once, so that what is done next is done to the next one. */
  async deleteAsset(id: string, name: string): Promise<void> {
    this.library.remove(id);
    const next = this.library.activeId;
    const deleted = await this.attempt(async () => {
      await this.host.call("delete_asset", { id });
      this.#offerUndo(id, name);
    });
    if (deleted) return this.library.refresh();
    const at = await this.library.restore(id);
    if (at >= 0 && this.library.activeId === next) this.library.select(at);
  }

  async forgetLearned(): Promise<boolean> {
    return this.attempt(async () => {
      this.learned.set(await this.host.call("forget_learned", {}));
      this.toasts.good("Forgotten");
    });
  }

  async backUp(): Promise<boolean> {
    return this.attempt(async () => {
      this.backups.set(await this.host.call("back_up", {}));
      this.toasts.good("Backed up");
    });
  }

  async restoreBackup(number: number, when: string): Promise<boolean> {
    return this.attempt(async () => {
      const before = await this.host.call("restore_backup", { number });
      this.toasts.undoable(`Restored the backup: ${when}`, async () => {
        await this.restoreBackup(before, "as it was before");
      });
      await this.backups.refresh();
    });
  }

  async exportLibrary(): Promise<boolean> {
    return this.attempt(async () => {
      const written = await this.host.call("export_library", {});
      if (written !== null) this.toasts.good(`Exported ${many(written, "snippet")}`);
    });
  }

  async importLibrary(): Promise<boolean> {
    return this.attempt(async () => {
      const imported = await this.host.call("import_library", {});
      if (imported === null) return;
      const { added, beside, known, refused, before } = imported;
      const more = [
        beside > 0 && `${count(beside)} beside one that was edited`,
        known > 0 && `${count(known)} were there already`,
        refused > 0 && `${count(refused)} left out: secrets, or too much said about them`,
      ];
      const text = [`Imported ${many(added, "snippet")}`, ...more.filter((one) => one !== false)].join(", ");
      this.toasts.undoable(text, async () => {
        await this.restoreBackup(before, "as it was before");
      });
      await this.backups.refresh();
    });
  }

  async dismissNotice(id: string): Promise<void> {
    await this.attempt(async () => {
      await this.host.call("dismiss_notice", { id });
      await this.status.refresh();
    });
  }

  async openLink(url: string): Promise<void> {
    await this.attempt(async () => {
      await this.host.call("open_link", { url });
    });
  }

  /** Does it, or says at the foot of the window why it could not be done. */
  async attempt(action: () => Promise<void>): Promise<boolean> {
    try {
      await action();
      return true;
    } catch (thrown) {
      this.toasts.bad(commandError(thrown).message);
      return false;
    }
  }

  /** What was deleted in a window before this one can be undone, too. */
  async #rememberDeleted(): Promise<void> {
    try {
      const deleted = await this.host.call("deleted", {});
      for (const { id, name } of deleted) this.toasts.undoableStill(() => this.#undoDelete(id, name));
    } catch (thrown) {
      console.warn("what was deleted before is not known:", thrown);
    }
  }

  #offerUndo(id: string, name: string): void {
    this.toasts.undoable(`Deleted “${shortened(name)}”`, () => this.#undoDelete(id, name), true);
  }

  async #undoDelete(id: string, name: string): Promise<void> {
    try {
      const back = await this.host.call("undo_delete", { id });
      this.library.pin(back.id);
      await this.library.restore(back.id);
      this.toasts.good(`Brought back “${shortened(back.name)}”`);
    } catch (thrown) {
      const { code, message } = commandError(thrown);
      this.toasts.bad(message);
      // What failed for a moment can be tried again.
      if (code !== "not_kept") this.#offerUndo(id, name);
    }
  }

  #changed({ what }: Events["changed"]): void {
    for (const one of new Set(what)) {
      if (one === "library") void this.library.changed();
      else void this[one].refreshIfUsed();
      // What is learned is told with both.
      if (one === "library" || one === "settings") void this.learned.refreshIfUsed();
    }
  }
}

const VIEWS: readonly string[] = [
  "suggestions",
  "library",
  "applications",
  "activity",
  "settings",
  "wizard",
] satisfies View[];

/** What a fragment asks for; nothing where it names no view. */
function target(address: string): Events["navigate"] | null {
  const [view = "", id = null] = address.replace(/^#/, "").split("/");
  return VIEWS.includes(view) ? { view: view as View, id } : null;
}

export const [useApp, provideApp] = createContext<App>();
