/** Puts a text of the window itself on the clipboard. Assets go through the host, which counts them. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Some web views do not count the page as secure and have no clipboard, or refuse it.
    throw new Error("This could not be copied. Select it and press Ctrl+C.");
  }
}
