// What Ctrl+C takes from the window. The host writes it, as all that Bowerbird copies: what the webview itself writes looks
// like another program's copy, and Bowerbird would ask about its own words.

/** Code that is not shown in full, by the element that shows it. */
const whole = new WeakMap<Element, string>();

export type Copied = {
  text: string;
  /** Whether more of it is kept than was shown, and so than was taken. */
  partial: boolean;
};

/** Says what the code in an element is in full, where that is more than it shows. */
export function showsPartOf(element: Element, text: string | null): void {
  if (text === null) whole.delete(element);
  else whole.set(element, text);
}

/** What is selected, as it is kept: of code its own characters and line ends, not those of the layout. */
export function selected(): Copied | null {
  const field = document.activeElement;
  if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) {
    const text = field.value.slice(field.selectionStart ?? 0, field.selectionEnd ?? 0);
    return text === "" ? null : { text, partial: false };
  }
  const selection = getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  const at = range.commonAncestorContainer;
  const code = (at instanceof Element ? at : at.parentElement)?.closest("pre");
  if (!code) {
    const partial = [...document.querySelectorAll("pre")].some((pre) => whole.has(pre) && range.intersectsNode(pre));
    return { text: selection.toString(), partial };
  }
  const text = range.toString();
  const full = whole.get(code);
  const all = full !== undefined && text.trimEnd() === code.textContent.trimEnd();
  return { text: all ? full : text, partial: false };
}

/** Selects all of the code in an element, and nothing around it. */
export function selectAll(code: Element): void {
  getSelection()?.selectAllChildren(code);
}
