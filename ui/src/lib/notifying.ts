// Where suggestions are shown, in words: by notifications, or where they wait without.
import type { Status } from "../host/bindings";

/** Where a suggestion is found that no notification shows. */
function places(status: Status): string {
  return status.tray ? "in the tray and in this window" : "in this window";
}

/** What notifications do here. */
export function notifying(status: Status): string {
  const { state, service } = status.notifications;
  const by = service ? ` by ${service}` : "";
  const waits = `Suggestions wait ${places(status)}.`;
  switch (state) {
    case "buttons":
      return `Shown${by}, with buttons to answer.`;
    case "plain":
      return `Shown${by}, without buttons. Answer ${places(status)}.`;
    case "none":
      return `No notification service runs here. ${waits}`;
    case "refused":
      return `${service ?? "The notification service"} did not show the last notification. ${waits}`;
    case "off":
      return `Off. ${waits}`;
  }
}

/** What starting at login does here. */
export function atLogin(status: Status | null): string {
  return !status || status.tray
    ? "Bowerbird waits in the tray and opens no window."
    : "Bowerbird opens no window. This desktop has no tray: start Bowerbird again to open one.";
}
