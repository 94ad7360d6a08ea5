import { type ComponentChild, render } from 'preact';
import { replaceTextWhole } from './whole-text.ts';

/** Puts a page into its document. */
export function mount(page: ComponentChild): void {
  replaceTextWhole();
  const app = document.getElementById('app');
  if (app === null) return;
  // What the page says where no script runs.
  app.textContent = '';
  render(page, app);
}
