// What the window may ask of its host, and what it is told. Made by `cargo xtask bindings` from src-tauri/src/ipc: change it there.

/**
 * Whether the clipboard is watched.
 */
export type WatchState = { "state": "watching", 
/**
 * How.
 */
backend: string, } | { "state": "paused", 
/**
 * Until when; `null` until it is ended by hand.
 */
until: number | null, 
/**
 * How it would be watched.
 */
backend: string, } | { "state": "unavailable", 
/**
 * Why.
 */
reason: string, 
/**
 * What to do about it.
 */
advice: string, } | { "state": "off" };

/**
 * How far notifications work here.
 */
export type NotificationMode = "buttons" | "plain" | "none" | "refused" | "off";

/**
 * How far notifications work here.
 */
export type NotificationState = { 
/**
 * How far.
 */
state: NotificationMode, 
/**
 * What the service calls itself.
 */
service: string | null, };

/**
 * How grave a notice is.
 */
export type NoticeLevel = "info" | "warning" | "error";

/**
 * Something that the user has to be told, until it is dismissed.
 */
export type Notice = { 
/**
 * Names it, to dismiss it by.
 */
id: string, 
/**
 * How grave it is.
 */
level: NoticeLevel, 
/**
 * What happened.
 */
text: string, 
/**
 * What to do about it.
 */
advice: string | null, };

/**
 * How Bowerbird is.
 */
export type Status = { 
/**
 * Its version.
 */
version: string, 
/**
 * The version of the public contract that it speaks.
 */
compatible_version: string, 
/**
 * Where editors reach it; `null` where no address could be taken.
 */
address: string | null, 
/**
 * Where everything is kept.
 */
data_dir: string, 
/**
 * How many snippets there are.
 */
assets: number, 
/**
 * Whether the clipboard is watched.
 */
watch: WatchState, 
/**
 * How far notifications work.
 */
notifications: NotificationState, 
/**
 * Whether there is a tray to be seen in.
 */
tray: boolean, 
/**
 * What the user has to be told.
 */
notices: Array<Notice>, };

/**
 * Where the user is in the wizard.
 */
export type WizardState = { 
/**
 * The step to resume at, from 0.
 */
step: number, 
/**
 * Whether it was gone through, or left for good.
 */
finished: boolean, };

/**
 * A web page that asked and was refused.
 */
export type BlockedOrigin = { 
/**
 * Where it comes from.
 */
origin: string, 
/**
 * When it first tried.
 */
at: number, };

/**
 * An origin that an editor or its host is known to ask from.
 */
export type KnownOrigin = { 
/**
 * Its origin.
 */
origin: string, 
/**
 * What people call it.
 */
name: string, };

/**
 * How often saved code is offered for what was copied. What each costs and gives is in docs/ENGINE.md.
 */
export type Offering = "rarely" | "normally" | "often";

/**
 * What the user has set.
 */
export type Settings = { 
/**
 * Whether the clipboard is watched.
 */
watch_clipboard: boolean, 
/**
 * Whether suggestions are shown as notifications.
 */
notify: boolean, 
/**
 * Whether Bowerbird starts with the session.
 */
start_at_login: boolean, 
/**
 * How often saved code is offered.
 */
offering: Offering, 
/**
 * The onboarding wizard.
 */
wizard: WizardState, 
/**
 * The origins of web pages that may ask, in the order of their names.
 */
allowed_origins: Array<string>, 
/**
 * Those that were refused and that nobody has decided about, newest first.
 */
blocked_origins: Array<BlockedOrigin>, 
/**
 * Some to choose from.
 */
known_origins: Array<KnownOrigin>, };

/**
 * What to set. Absent: leave it.
 */
export type SettingsChange = { 
/**
 * See [`Settings`].
 */
watch_clipboard?: boolean, 
/**
 * See [`Settings`].
 */
notify?: boolean, 
/**
 * See [`Settings`].
 */
start_at_login?: boolean, 
/**
 * See [`Settings`].
 */
offering?: Offering, 
/**
 * See [`Settings`].
 */
wizard?: WizardState, };

/**
 * How long to pause.
 */
export type PauseFor = "quarter_hour" | "until_tomorrow" | "until_resumed";

/**
 * What is suggested.
 */
export type SuggestionKind = "reuse" | "save" | "nothing";

/**
 * What became of a suggestion.
 */
export type SuggestionState = "waiting" | "saved" | "reused" | "dismissed" | "declined" | "superseded" | "secret";

/**
 * A suggestion in a list. Of a secret it holds nothing.
 */
export type SuggestionSummary = { 
/**
 * Its id.
 */
id: string, 
/**
 * When the text was copied.
 */
at: number, 
/**
 * Where: `Clipboard`, `VS Code`.
 */
application: string, 
/**
 * What is suggested.
 */
kind: SuggestionKind, 
/**
 * What became of it.
 */
state: SuggestionState, 
/**
 * What it is about.
 */
title: string, 
/**
 * The first line of the text that is not blank.
 */
first_line: string, 
/**
 * What language the text is in, for people.
 */
language: string | null, 
/**
 * Why it is suggested: `same code, 4 names differ`.
 */
why: string, };

/**
 * A saved snippet that is offered.
 */
export type OfferedAsset = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its title.
 */
name: string, 
/**
 * Its language, for people.
 */
language: string | null, 
/**
 * Shiki's name of its grammar.
 */
grammar: string | null, 
/**
 * Its text.
 */
text: string, 
/**
 * When it was saved.
 */
created: number, 
/**
 * Where it was saved from.
 */
application: string, 
/**
 * How often it was reused.
 */
reuse_count: number, 
/**
 * What differs, in words.
 */
why: string, 
/**
 * How much differs, from 0 to 1.
 */
difference: number, 
/**
 * What differs in the copied text: [start, end) in UTF-16 code units.
 */
marks: Array<[number, number]>, 
/**
 * Where the copied text is a part of this one: which lines, [start, end) from 0.
 */
lines: Array<[number, number]>, };

/**
 * A suggestion with everything to decide by.
 */
export type SuggestionDetail = { 
/**
 * What a list shows of it.
 */
summary: SuggestionSummary, 
/**
 * The copied text.
 */
text: string, 
/**
 * Shiki's name of its grammar.
 */
grammar: string | null, 
/**
 * The snippets to take instead, nearest first.
 */
offers: Array<OfferedAsset>, };

/**
 * An answer to a suggestion.
 */
export type Answer = "save" | "save_new" | "reuse" | "dismiss" | "never";

/**
 * A snippet in a list.
 */
export type AssetSummary = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its title.
 */
name: string, 
/**
 * The first line that is not blank.
 */
first_line: string, 
/**
 * Its language, for people.
 */
language: string | null, 
/**
 * Words to find it by.
 */
tags: Array<string>, 
/**
 * When it was saved.
 */
created: number, 
/**
 * When it was last changed.
 */
updated: number, 
/**
 * When it was last reused.
 */
reused: number | null, 
/**
 * How often it was reused.
 */
reuse_count: number, 
/**
 * Whether it holds bytes that are no text: they are neither shown nor copied.
 */
no_text: boolean, };

/**
 * A page that a snippet belongs to.
 */
export type WebsiteView = { 
/**
 * Its address.
 */
url: string, 
/**
 * Its title.
 */
name: string, };

/**
 * A snippet with everything that there is to show of it.
 */
export type AssetView = { 
/**
 * Its text; empty where it is none.
 */
text: string, 
/**
 * Its language, as its file extension.
 */
language_id: string | null, 
/**
 * Shiki's name of its grammar.
 */
grammar: string | null, 
/**
 * Where it was saved from.
 */
application: string, 
/**
 * Whether it was saved because Bowerbird asked.
 */
by_suggestion: boolean, 
/**
 * Its length in bytes, of UTF-8 where it is a text.
 */
bytes: number, 
/**
 * How many lines it has.
 */
lines: number, 
/**
 * Pages that it belongs to.
 */
websites: Array<WebsiteView>, 
/**
 * Notes.
 */
annotations: Array<string>, 
/**
 * Files that it came from.
 */
anchors: Array<string>, 
/**
 * Its id.
 */
id: string, 
/**
 * Its title.
 */
name: string, 
/**
 * The first line that is not blank.
 */
first_line: string, 
/**
 * Its language, for people.
 */
language: string | null, 
/**
 * Words to find it by.
 */
tags: Array<string>, 
/**
 * When it was saved.
 */
created: number, 
/**
 * When it was last changed.
 */
updated: number, 
/**
 * When it was last reused.
 */
reused: number | null, 
/**
 * How often it was reused.
 */
reuse_count: number, 
/**
 * Whether it holds bytes that are no text: they are neither shown nor copied.
 */
no_text: boolean, };

/**
 * Part of what a search found.
 */
export type SearchPage = { 
/**
 * How many snippets there are.
 */
total: number, 
/**
 * How many of them match.
 */
matching: number, 
/**
 * Those that were asked for, best first.
 */
items: Array<AssetSummary>, };

/**
 * A language and how many snippets are in it.
 */
export type LanguageCount = { 
/**
 * Its file extension.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * How many.
 */
count: number, };

/**
 * A name and how many there are.
 */
export type Count = { 
/**
 * The name.
 */
name: string, 
/**
 * How many.
 */
count: number, };

/**
 * What a search can be narrowed by.
 */
export type Facets = { 
/**
 * The languages, most snippets first.
 */
languages: Array<LanguageCount>, 
/**
 * The tags, most snippets first.
 */
tags: Array<Count>, };

/**
 * A language that a snippet can be said to be in.
 */
export type LanguageChoice = { 
/**
 * Its file extension.
 */
id: string, 
/**
 * Its name.
 */
name: string, };

/**
 * What to change about a snippet. Absent: leave it.
 */
export type AssetChange = { 
/**
 * Its title.
 */
name?: string, 
/**
 * Tags that it gets beside those that it has.
 */
add_tags?: Array<string>, 
/**
 * Tags that it loses, to the letter.
 */
remove_tags?: Array<string>, 
/**
 * Its language, as its file extension; `null` for none.
 */
language?: string | null, };

/**
 * A snippet that was deleted and can be brought back.
 */
export type DeletedAsset = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its title.
 */
name: string, };

/**
 * A program that has connected.
 */
export type ApplicationView = { 
/**
 * Its id.
 */
id: string, 
/**
 * What people call it.
 */
name: string, 
/**
 * The version that connected last.
 */
version: string, 
/**
 * Where it runs.
 */
platform: string, 
/**
 * Whether it has connected since Bowerbird started.
 */
connected: boolean, 
/**
 * Whether its user has been shown around.
 */
onboarded: boolean, 
/**
 * Whether it is Bowerbird itself.
 */
own: boolean, 
/**
 * When it first connected.
 */
first_seen: number, 
/**
 * When it last connected or asked for anything.
 */
last_seen: number, };

/**
 * Something that the user did in an application.
 */
export type ActivityItem = { 
/**
 * Its id.
 */
id: string, 
/**
 * When.
 */
at: number, 
/**
 * Where.
 */
application: string, 
/**
 * What.
 */
text: string, };

/**
 * What the user did.
 */
export type ActivityView = { 
/**
 * How much of each kind there has ever been.
 */
counts: Array<Count>, 
/**
 * The newest, newest first.
 */
items: Array<ActivityItem>, };

/**
 * Why a backup was made.
 */
export type BackupKind = "regular" | "asked" | "before_replacing" | "before_migration";

/**
 * A backup that can be restored.
 */
export type BackupView = { 
/**
 * Names it.
 */
number: number, 
/**
 * When it was made.
 */
created: number, 
/**
 * How many snippets it holds.
 */
assets: number, 
/**
 * How large its file is.
 */
bytes: number, 
/**
 * Why it was made.
 */
kind: BackupKind, };

/**
 * What came of an import.
 */
export type ImportView = { 
/**
 * Snippets that are new.
 */
added: number, 
/**
 * Of those the ones that came beside one with the same id, mostly the same that was edited since.
 */
beside: number, 
/**
 * Those that were there already.
 */
known: number, 
/**
 * Those that were left out: they hold a secret, or more is said about them than may be.
 */
refused: number, 
/**
 * The backup that undoes it.
 */
before: number, };

/**
 * How much was learned from what the user answered.
 */
export type LearnedView = { 
/**
 * Texts that are not offered for saving again.
 */
declined: number, 
/**
 * Snippets that were reused, and so come before others that are as near.
 */
reused: number, 
/**
 * Texts that an editor put aside for later, and that are offered for saving when they are copied.
 */
intentions: number, 
/**
 * Small texts that were copied on several occasions, and that are offered for saving when they are copied.
 */
repeated: number, };

/**
 * Why a command was not carried out.
 */
export type CommandError = { 
/**
 * Stays the same over versions.
 */
code: string, 
/**
 * For people.
 */
message: string, };

/**
 * A part of the window.
 */
export type View = "suggestions" | "library" | "applications" | "activity" | "settings" | "wizard";

/**
 * Something that the window shows and has to ask for again.
 */
export type What = "suggestions" | "library" | "applications" | "activity" | "status" | "settings";

/**
 * Event `changed`: what to ask for again.
 */
export type Changed = { 
/**
 * What.
 */
what: Array<What>, };

/**
 * Event `navigate`: what to show, after a click on a notification or in the tray.
 */
export type Navigate = { 
/**
 * Which part.
 */
view: View, 
/**
 * Which suggestion or snippet in it.
 */
id: string | null, };

/** Every command, with its arguments and its result. One that fails rejects with a CommandError. */
export type Commands = {
  status: { args: Record<string, never>; result: Status };
  settings: { args: Record<string, never>; result: Settings };
  change_settings: { args: { change: SettingsChange }; result: Settings };
  allow_origin: { args: { origin: string }; result: Settings };
  remove_origin: { args: { origin: string }; result: Settings };
  dismiss_origin: { args: { origin: string }; result: Settings };
  pause: { args: { how: PauseFor }; result: WatchState };
  resume: { args: Record<string, never>; result: WatchState };
  dismiss_notice: { args: { id: string }; result: null };
  suggestions: { args: Record<string, never>; result: Array<SuggestionSummary> };
  suggestion: { args: { id: string }; result: SuggestionDetail };
  answer: { args: { id: string; answer: Answer; asset: string | null }; result: SuggestionSummary };
  search: { args: { query: string; language: string | null; tag: string | null; offset: number; limit: number }; result: SearchPage };
  facets: { args: Record<string, never>; result: Facets };
  languages: { args: Record<string, never>; result: Array<LanguageChoice> };
  asset: { args: { id: string }; result: AssetView };
  copy_asset: { args: { id: string }; result: null };
  edit_asset: { args: { id: string; change: AssetChange }; result: AssetView };
  delete_asset: { args: { id: string }; result: null };
  undo_delete: { args: { id: string }; result: AssetView };
  deleted: { args: Record<string, never>; result: Array<DeletedAsset> };
  applications: { args: Record<string, never>; result: Array<ApplicationView> };
  activity: { args: Record<string, never>; result: ActivityView };
  learned: { args: Record<string, never>; result: LearnedView };
  forget_learned: { args: Record<string, never>; result: LearnedView };
  backups: { args: Record<string, never>; result: Array<BackupView> };
  back_up: { args: Record<string, never>; result: Array<BackupView> };
  restore_backup: { args: { number: number }; result: number };
  export_library: { args: Record<string, never>; result: number | null };
  import_library: { args: Record<string, never>; result: ImportView | null };
  copy_text: { args: { text: string }; result: null };
  copy_sample: { args: { text: string }; result: null };
  open_link: { args: { url: string }; result: null };
};

/** Every event that the window is told. */
export type Events = {
  changed: Changed;
  navigate: Navigate;
};
