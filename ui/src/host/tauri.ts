import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import { commandError, type Host } from "./host";

export const tauriHost: Host = {
  async call(command, args) {
    try {
      return await invoke(command, args);
    } catch (thrown) {
      throw commandError(thrown);
    }
  },
  listen: (event, handler) => listen(event, (told) => handler(told.payload as Parameters<typeof handler>[0])),
};
