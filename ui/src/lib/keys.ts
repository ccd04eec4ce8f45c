/** Keys of a view are silent while somebody writes, in menus and lists that use letters themselves, and in dialogs. */
const WRITES = "input, textarea, select, [contenteditable], [role=menu], [role=dialog], dialog, [data-own-keys]";
/** What Enter and Space press by themselves. */
const PRESSES = "button, a, summary, [role=option], [role=switch]";

export function isForView(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
  const target = event.target;
  if (document.querySelector("dialog[open]")) return false;
  if (!(target instanceof Element)) return true;
  if (target.closest(WRITES)) return false;
  return !((event.key === "Enter" || event.key === " ") && target.closest(PRESSES));
}

/** Runs what belongs to the key: "Enter", "Escape", "s". Held-down keys count once. */
export function press(event: KeyboardEvent, keys: Record<string, (() => void) | undefined>): void {
  const run = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!run || event.repeat || !isForView(event)) return;
  event.preventDefault();
  run();
}
