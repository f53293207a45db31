// Copies text to the clipboard, also on plain HTTP in a LAN, where browsers withhold the clipboard interface.

/** False when the browser refused; the person must then copy by hand. */
export async function copyText(text: string, field: HTMLInputElement | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Not allowed or not there: the old command still works on a selected field.
  }
  field?.focus();
  field?.select();
  return document.execCommand('copy');
}
