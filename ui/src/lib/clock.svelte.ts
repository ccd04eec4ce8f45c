import { createSubscriber } from "svelte/reactivity";

const TICK_MS = 20_000;

const subscribe = createSubscriber((update) => {
  const timer = setInterval(update, TICK_MS);
  return () => clearInterval(timer);
});

/** The time, for what shows how long ago something was: read in a template, it keeps that text true. */
export function now(): number {
  subscribe();
  return Date.now();
}
