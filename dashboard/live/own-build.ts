import { useEffect } from 'preact/hooks';
import { BuildWatch } from './build-watch.ts';
import { keptBy } from './kept.ts';
import { pageClock } from './page-clock.ts';

/** Made when a server is first heard: this page's own. */
let watch: BuildWatch | null = null;

function ownWatch(): BuildWatch {
  if (watch !== null) return watch;
  const own = document.querySelector<HTMLMetaElement>('meta[name="matazu-build"]')?.content ?? null;
  const made = new BuildWatch({
    own,
    clock: pageClock,
    storage: keptBy('sessionStorage'),
    reload: () => location.reload(),
  });
  for (const touch of ['pointerdown', 'keydown', 'wheel', 'touchmove'])
    window.addEventListener(touch, () => made.touched(), { passive: true, capture: true });
  watch = made;
  return made;
}

/** The server said which build it is of: a page of another one reloads itself when nobody is in the middle of something. */
export const heardBuild = (build: string): void => ownWatch().heard(build);

/** While `busy`, somebody is in the middle of something that a reload would take from them: a number on the screen, words half typed. */
export function useBusy(busy: boolean): void {
  useEffect(() => (busy ? ownWatch().busy() : undefined), [busy]);
}
