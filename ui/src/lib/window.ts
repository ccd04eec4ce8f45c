/** Which rows of equal height a list must draw, and a few beyond its edges so that scrolling shows no gap. */
export function windowed(scrollTop: number, height: number, rowHeight: number, count: number, beyond = 6) {
  const first = Math.max(Math.floor(scrollTop / rowHeight) - beyond, 0);
  const last = Math.min(Math.ceil((scrollTop + height) / rowHeight) + beyond, count) - 1;
  return { first: Math.min(first, Math.max(count - 1, 0)), last };
}

/** Where to scroll so that a row is wholly in sight; the same place if it is. */
export function reveal(index: number, scrollTop: number, height: number, rowHeight: number): number {
  const top = index * rowHeight;
  if (top < scrollTop) return top;
  return Math.max(top + rowHeight - height, scrollTop);
}

/** Where a key of a list leads, or null if it is none of its keys. */
export function step(key: string, active: number, count: number, page: number): number | null {
  const moves: Record<string, number> = {
    ArrowDown: active + 1,
    ArrowUp: active - 1,
    PageDown: active + page,
    PageUp: active - page,
    Home: 0,
    End: count - 1,
  };
  const to = moves[key];
  return to === undefined || count === 0 ? null : Math.min(Math.max(to, 0), count - 1);
}
