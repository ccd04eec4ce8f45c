// A host that lives in memory: the window is developed and tested against it. It behaves as the real one is
// specified to, can be made slow, and can be made to fail.
import type {
  ActivityView,
  ApplicationView,
  BackupView,
  CommandError,
  Commands,
  Events,
  LearnedView,
  Settings,
  Status,
  WatchState,
} from "./bindings";
import { FakeLibrary, uuid } from "./fake/library";
import { LANGUAGES } from "./fake/samples";
import { FakeSuggestions } from "./fake/suggestions";
import type { Args, CommandName, Host, Result } from "./host";

type Handlers = { [C in CommandName]: (args: Args<C>) => Result<C> };
type Listener = (payload: Events[keyof Events]) => void;

export type FakeOptions = {
  assets?: number;
  /** Nothing has happened yet: no suggestion, no application, no activity. */
  quiet?: boolean;
  wizard?: Settings["wizard"];
  /** Of an answer, in milliseconds; 0 answers in the next microtask. */
  latency?: (command: CommandName, args: unknown) => number;
};

const HOUR = 3_600_000;
const BACKEND = "X11";

export class FakeHost implements Host {
  readonly calls: { command: CommandName; args: unknown }[] = [];
  readonly library: FakeLibrary;
  readonly suggestions: FakeSuggestions;
  status: Status;
  settings: Settings;
  applications: ApplicationView[] = [];
  activity: ActivityView = { counts: [], items: [] };
  backups: BackupView[] = [];
  learned: LearnedView = { declined: 0, reused: 0, intentions: 0, repeated: 0 };
  #failures = new Map<CommandName, CommandError>();
  #listeners = new Map<keyof Events, Set<Listener>>();
  #latency: NonNullable<FakeOptions["latency"]>;

  constructor({ assets = 1284, quiet = false, wizard, latency = () => 0 }: FakeOptions = {}) {
    const now = Date.now();
    this.#latency = latency;
    this.library = new FakeLibrary(assets, now);
    this.suggestions = new FakeSuggestions(this.library);
    this.settings = {
      watch_clipboard: true,
      notify: true,
      start_at_login: false,
      offering: "normally",
      wizard: wizard ?? { step: 0, finished: true },
      allowed_origins: [],
      blocked_origins: [],
      known_origins: [
        { origin: "app://obsidian.md", name: "Obsidian" },
        { origin: "https://vscode.dev", name: "VS Code in the browser" },
      ],
    };
    this.status = {
      version: "0.1.0",
      compatible_version: "12.0.0",
      address: "http://127.0.0.1:39300",
      data_dir: "~/.local/share/bowerbird",
      assets: assets,
      watch: { state: "watching", backend: BACKEND },
      notifications: { state: "buttons", service: "GNOME Shell" },
      tray: true,
      notices: [],
    };
    if (!quiet) this.#fill(now);
  }

  async call<C extends CommandName>(command: C, args: Args<C>): Promise<Result<C>> {
    this.calls.push({ command, args });
    const wait = this.#latency(command, args);
    await (wait > 0 ? new Promise((done) => setTimeout(done, wait)) : Promise.resolve());
    const failure = this.#failures.get(command);
    if (failure) throw failure;
    const handler: Handlers[C] = this.#handlers[command];
    return structuredClone(handler(args));
  }

  async listen<E extends keyof Events>(event: E, handler: (payload: Events[E]) => void): Promise<() => void> {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(handler as Listener));
    return () => listeners.delete(handler as Listener);
  }

  emit<E extends keyof Events>(event: E, payload: Events[E]): void {
    this.#listeners.get(event)?.forEach((listener) => listener(payload));
  }

  /** Every call of it rejects, until it is mended. */
  fail(command: CommandName, message = "The disk is full. Nothing was changed.", code = "storage"): void {
    this.#failures.set(command, { code, message });
  }

  mend(command: CommandName): void {
    this.#failures.delete(command);
  }

  /** As if another program had copied it. */
  copy(text: string, application = "Clipboard"): void {
    if (this.status.watch.state !== "watching") return;
    this.suggestions.copy(text, application, Date.now());
    this.emit("changed", { what: ["suggestions", "activity"] });
  }

  /** As if an editor had called /connect. */
  connect(name: string, version = "1.0.0"): void {
    const now = Date.now();
    const id = uuid(0x2000 + this.applications.length);
    const seen = { first_seen: now, last_seen: now };
    const app = { id, name, version, platform: "Linux", connected: true, onboarded: false, own: false, ...seen };
    this.applications = [...this.applications, app];
    this.emit("changed", { what: ["applications"] });
  }

  /** As if a web page had asked and been refused. */
  block(origin: string): void {
    const { blocked_origins } = this.settings;
    if (blocked_origins.some((one) => one.origin === origin)) return;
    this.#decide({ blocked_origins: [{ origin, at: Date.now() }, ...blocked_origins] });
  }

  setWatch(watch: WatchState): WatchState {
    this.status = { ...this.status, watch };
    this.emit("changed", { what: ["status"] });
    return watch;
  }

  #changed(...what: Events["changed"]["what"]): void {
    this.status = { ...this.status, assets: this.library.size };
    queueMicrotask(() => this.emit("changed", { what }));
  }

  readonly #handlers: Handlers = {
    status: () => this.status,
    settings: () => this.settings,
    change_settings: ({ change }) => this.#change(change),
    allow_origin: ({ origin }) => {
      const allowed = sound(origin);
      const others = this.settings.allowed_origins.filter((one) => one !== allowed);
      return this.#decide({ allowed_origins: [...others, allowed].sort(), blocked_origins: this.#unblocked(allowed) });
    },
    remove_origin: ({ origin }) =>
      this.#decide({ allowed_origins: this.settings.allowed_origins.filter((one) => one !== origin) }),
    dismiss_origin: ({ origin }) => this.#decide({ blocked_origins: this.#unblocked(origin) }),
    pause: ({ how }) => this.setWatch({ state: "paused", until: pauseEnd(how), backend: BACKEND }),
    resume: () => {
      this.#change({ watch_clipboard: true });
      return this.setWatch({ state: "watching", backend: BACKEND });
    },
    dismiss_notice: ({ id }) => {
      this.status = { ...this.status, notices: this.status.notices.filter((one) => one.id !== id) };
      return null;
    },
    suggestions: () => this.suggestions.list(),
    suggestion: ({ id }) => this.suggestions.get(id),
    answer: ({ id, answer, asset }) => {
      const answered = this.suggestions.answer(id, answer, asset, Date.now());
      this.#changed("suggestions", "library", "status");
      return answered;
    },
    search: ({ query, language, tag, offset, limit }) => this.library.search(query, language, tag, offset, limit),
    facets: () => this.library.facets(),
    languages: () => LANGUAGES.map(({ id, name }) => ({ id, name })),
    asset: ({ id }) => this.library.get(id),
    copy_asset: ({ id }) => {
      const { reuse_count, no_text } = this.library.get(id);
      const message = "That holds bytes that are no text, so nothing was copied.";
      if (no_text) throw { code: "no_text", message } satisfies CommandError;
      this.library.update(id, { reuse_count: reuse_count + 1, reused: Date.now() });
      this.#changed("library");
      return null;
    },
    edit_asset: ({ id, change }) => {
      const edited = this.library.edit(id, change, Date.now());
      this.#changed("library");
      return edited;
    },
    delete_asset: ({ id }) => {
      this.library.delete(id);
      this.#changed("library", "status");
      return null;
    },
    undo_delete: ({ id }) => {
      const back = this.library.undoDelete(id);
      this.#changed("library", "status");
      return back;
    },
    deleted: () => this.library.deleted(),
    applications: () => this.applications,
    activity: () => this.activity,
    learned: () => this.learned,
    forget_learned: () => {
      this.learned = { declined: 0, reused: 0, intentions: 0, repeated: 0 };
      this.library.forgetReuse();
      this.#changed("library", "settings");
      return this.learned;
    },
    backups: () => this.backups,
    back_up: () => {
      this.#backUp("asked", Date.now());
      return this.backups;
    },
    restore_backup: () => this.#backUp("before_replacing", Date.now()),
    export_library: () => this.library.size,
    import_library: () => ({
      added: 3,
      beside: 1,
      known: 2,
      refused: 1,
      before: this.#backUp("before_replacing", Date.now()),
    }),
    copy_sample: ({ text }) => {
      setTimeout(() => this.copy(text), this.#latency("copy_sample", text) * 2);
      return null;
    },
    copy_text: () => null,
    open_link: () => null,
  };

  #backUp(kind: BackupView["kind"], created: number): number {
    const number = this.backups.length + 1;
    this.backups = [{ number, created, assets: this.library.size, bytes: 184_320, kind }, ...this.backups];
    return number;
  }

  #change(change: Commands["change_settings"]["args"]["change"]): Settings {
    this.settings = { ...this.settings, ...change };
    if (change.watch_clipboard !== undefined)
      this.setWatch(change.watch_clipboard ? { state: "watching", backend: BACKEND } : { state: "off" });
    if (change.notify !== undefined) {
      const state = change.notify ? "buttons" : "off";
      this.status = { ...this.status, notifications: { ...this.status.notifications, state } };
    }
    this.#changed("settings", "status");
    return this.settings;
  }

  #decide(change: Partial<Settings>): Settings {
    this.settings = { ...this.settings, ...change };
    this.#changed("settings");
    return this.settings;
  }

  #unblocked(origin: string): Settings["blocked_origins"] {
    return this.settings.blocked_origins.filter((one) => one.origin !== origin);
  }

  #fill(now: number): void {
    this.suggestions.fill(now);
    const app = (n: number, name: string, version: string, more: Partial<ApplicationView>): ApplicationView => ({
      ...{ id: uuid(0x2000 + n), name, version, platform: "Linux", connected: false, onboarded: true, own: false },
      ...{ first_seen: now - 40 * 24 * HOUR, last_seen: now - n * n * 9 * HOUR },
      ...more,
    });
    this.applications = [
      app(0, "Bowerbird", "0.1.0", { connected: true, own: true, last_seen: now }),
      app(1, "VS Code", "1.106.2", { connected: true, last_seen: now - 60_000 }),
      app(2, "JetBrains", "2026.2.1", { onboarded: false }),
      app(3, "Obsidian", "1.9.4", {}),
    ];
    this.learned = { declined: 12, reused: 61, intentions: 1, repeated: 3 };
    for (let hour = 8; hour > 0; hour--) this.#backUp("regular", now - hour * HOUR);
    const events = ["Searched the library", "Copied retry_with_backoff", "Opened a file", "Saved worker pool"];
    this.activity = {
      counts: [
        { name: "Copies seen", count: 482 },
        { name: "Saved", count: 96 },
        { name: "Reused", count: 61 },
        { name: "Searches", count: 37 },
      ],
      items: Array.from({ length: 24 }, (_, n) => ({
        id: uuid(0x3000 + n),
        at: now - n * n * 0.21 * HOUR - 90_000,
        application: n % 3 === 1 ? "VS Code" : "Bowerbird",
        text: events[n % events.length] ?? "",
      })),
    };
  }
}

/** As the host reads it; a short way, for what a test or a person tries. */
function sound(origin: string): string {
  const found = /^([a-z][a-z0-9+.-]*:\/\/[a-z0-9.:[\]-]+)\/?$/i.exec(origin.trim())?.[1];
  if (found) return found.toLowerCase();
  const message = "An origin has a scheme and a host, as in https://example.org or vscode-webview://abc.";
  throw { code: "bad_origin", message } satisfies CommandError;
}

function pauseEnd(how: "quarter_hour" | "until_tomorrow" | "until_resumed"): number | null {
  if (how === "until_resumed") return null;
  return how === "quarter_hour" ? Date.now() + 15 * 60_000 : new Date().setHours(24, 0, 0, 0);
}
