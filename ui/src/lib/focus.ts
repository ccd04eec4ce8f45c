// The focus of whoever works by keyboard: what they pressed may be gone once it is done.
import { tick } from "svelte";

/** Gives the focus to `next` where nothing has it any more, once the page shows what has changed. */
export async function keepFocus(next: () => HTMLElement | null | undefined): Promise<void> {
  await tick();
  if (document.activeElement === null || document.activeElement === document.body) next()?.focus();
}
