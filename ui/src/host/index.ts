import type { Host } from "./host";

/** The real host inside the program; in a plain browser, while developing, one that lives in memory. */
export async function connect(): Promise<Host> {
  if ("__TAURI_INTERNALS__" in window) return (await import("./tauri")).tauriHost;
  // The condition is constant in a build, so the fake and its samples are left out of it.
  if (import.meta.env.DEV) return (await import("./fake/browser")).browserHost();
  throw new Error("This page is the window of Bowerbird and works only inside it.");
}
