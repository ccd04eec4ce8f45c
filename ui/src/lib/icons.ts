// Drawn on 16 by 16 with a stroke of 1.6, so that they sit on a line of text.
export const icons = {
  suggestions: "M8 2v3M8 11v3M2 8h3M11 8h3M4 4l1.5 1.5M10.5 10.5 12 12M12 4l-1.5 1.5M5.5 10.5 4 12",
  library: "M3 3h3v10H3zM7.5 3h3v10h-3zM12 3.5l2 .5-1.5 9.5-1.8-.4",
  applications: "M6 2v4M10 2v4M4 6h8v2a4 4 0 0 1-8 0zM8 12v2",
  activity: "M2 9h3l2-5 2.5 8L11.5 9H14",
  settings:
    "M8 5.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4zM8 2v2M8 12v2M2 8h2M12 8h2M3.8 3.8l1.4 1.4M10.8 10.8l1.4 1.4M12.2 3.8l-1.4 1.4M5.2 10.8l-1.4 1.4",
  find: "M7 3a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM10 10l4 4",
  done: "m3 8.5 3.2 3L13 4.5",
  reuse: "M3 8a5 5 0 0 1 9-3l1.5 1.5M13.5 3v3.500H10M13 8a5 5 0 0 1-9 3L2.5 9.500M2.5 13V9.500H6",
  save: "M4 2h8v12l-4-3-4 3z",
  none: "M4 8h8",
  open: "M8 4.500a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z",
  close: "M4 4l8 8M12 4l-8 8",
  back: "M10 3 5 8l5 5",
  forward: "M6 3l5 5-5 5",
  down: "M4 6l4 4 4-4",
  copy: "M6 6h7v7H6zM10 6V3H3v7h3",
  pause: "M5.5 3.500v9M10.5 3.500v9",
  play: "M5 3l8 5-8 5z",
  warning: "M8 2.5 14.5 13.500h-13zM8 6.500v3.200M8 11.600v.1",
  info: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 7.200V11M8 5v.1",
  flag: "M4 14V2.500h8l-2 3 2 3H4",
  keyboard: "M2 4h12v8H2zM4.5 6.600v.1M7 6.600v.1M9.5 6.600v.1M12 6.600v.1M5 9.600h6",
} as const;

export type IconName = keyof typeof icons;
