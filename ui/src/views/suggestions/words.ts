import type { Answer, SuggestionDetail, SuggestionSummary } from "../../host/bindings";
import { ago } from "../../lib/dates";
import { visible } from "../../lib/hidden";
import { isOpen } from "../../lib/words";

export function question({ kind, why, state }: SuggestionSummary): string {
  if (kind === "reuse") return "You have this already";
  if (kind === "nothing") return "A secret was copied";
  // Nothing is asked any more, here or where it was answered.
  if (!isOpen(state)) return "You copied this";
  return why.startsWith("seen") ? "You have copied this before. Keep it?" : "Keep this?";
}

export function origin({ application, at }: SuggestionSummary, now: number): string {
  const where = application === "Clipboard" ? "copied" : `copied in ${visible(application)},`;
  return `${where} ${ago(at, now)}`;
}

/** What stands in place of the buttons once one was pressed. */
export const confirmed: Record<Answer, string> = {
  save: "Saved",
  save_new: "Saved as new",
  reuse: "Reused. It is on the clipboard.",
  dismiss: "Not now",
  never: "Bowerbird will not ask about this again.",
};

export type Choice = { answer: Answer; label: string; key: string; look: "primary" | "plain" | "quiet" };

export function choices({ summary }: SuggestionDetail): Choice[] {
  if (summary.kind === "reuse")
    return [
      { answer: "reuse", label: "Reuse", key: "Enter", look: "primary" },
      { answer: "save_new", label: "Save as new", key: "S", look: "plain" },
      { answer: "dismiss", label: "Dismiss", key: "Esc", look: "quiet" },
    ];
  if (summary.kind === "save")
    return [
      { answer: "save", label: "Save", key: "Enter", look: "primary" },
      { answer: "dismiss", label: "Not now", key: "Esc", look: "plain" },
      { answer: "never", label: "Never for this", key: "N", look: "quiet" },
    ];
  return [];
}
