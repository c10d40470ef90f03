// Copies text, and says whether it did.
import { make } from './dom.ts';

/** A button that copies what there is to copy when it is pressed; `announce` tells those who do not see it. */
export function copyButton(label: string, text: () => string, announce: (words: string) => void): HTMLButtonElement {
  const button = make('button', 'copy', label);
  button.type = 'button';
  let timer = 0;
  button.addEventListener('click', () => {
    void copy(text()).then((isCopied) => {
      const words = isCopied ? 'Copied' : 'Not copied: select the text and copy it';
      button.textContent = words;
      announce(words);
      clearTimeout(timer);
      timer = setTimeout(() => {
        button.textContent = label;
      }, 2_500);
    });
  });
  return button;
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // No permission, or a page that was not opened over https or from a file: the old way needs neither.
    return copyBySelection(text);
  }
}

function copyBySelection(text: string): boolean {
  const focused = document.activeElement;
  const area = make('textarea', 'unseen', text);
  area.setAttribute('aria-hidden', 'true');
  document.body.append(area);
  area.select();
  try {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- what else there is has just failed
    return document.execCommand('copy');
  } catch {
    return false;
  } finally {
    area.remove();
    if (focused instanceof HTMLElement) focused.focus();
  }
}
