import type { CommandError, Commands, Events } from "./bindings";

export type CommandName = keyof Commands;
export type Args<C extends CommandName> = Commands[C]["args"];
export type Result<C extends CommandName> = Commands[C]["result"];

/** Everything the window knows of the program behind it. The views see this and never Tauri. */
export interface Host {
  /** Rejects with a `CommandError`, never with anything else. */
  call<C extends CommandName>(command: C, args: Args<C>): Promise<Result<C>>;
  /** The promised function ends the listening. */
  listen<E extends keyof Events>(event: E, handler: (payload: Events[E]) => void): Promise<() => void>;
}

/** What went wrong, in a shape that can be shown, whatever was thrown. */
export function commandError(thrown: unknown): CommandError {
  if (typeof thrown === "object" && thrown !== null && "message" in thrown && typeof thrown.message === "string") {
    const code = "code" in thrown && typeof thrown.code === "string" ? thrown.code : "unknown";
    return { code, message: thrown.message };
  }
  if (typeof thrown === "string" && thrown !== "") return { code: "unknown", message: thrown };
  return { code: "unknown", message: "Something went wrong, and Bowerbird did not say what." };
}
