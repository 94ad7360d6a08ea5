import { type ComponentChild, render } from 'preact';
import { keepFocus } from './keep-focus.ts';
import { replaceTextWhole } from './whole-text.ts';

/** Puts a page into its document, where neither a translation nor a change takes from its reader what they read or where they are. */
export function mount(page: ComponentChild): void {
  replaceTextWhole();
  const app = document.getElementById('app');
  if (app === null) return;
  keepFocus(app);
  // What the page says where no script runs.
  app.textContent = '';
  render(page, app);
}
