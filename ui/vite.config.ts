import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

export default defineConfig({
  // The window is served from the program itself, so every address is relative.
  base: "./",
  plugins: [svelte()],
  build: {
    // The window's engine is the system's: WebKitGTK 2.40, which is Safari 16.4, or newer.
    target: ["es2022", "safari16.4"],
    // A data: font or script would need a wider content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 800,
  },
  // In parts, as the window is: a grammar is loaded when a text in it is first shown.
  worker: { format: "es" },
  server: { port: 5173, strictPort: true },
  // Without it vitest resolves Svelte's server build and nothing mounts.
  resolve: process.env.VITEST ? { conditions: ["browser"] } : {},
  test: {
    environment: "jsdom",
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/setup.ts"],
    restoreMocks: true,
    // Far beyond what any takes: a busy machine is no failure.
    testTimeout: 60_000,
  },
});
