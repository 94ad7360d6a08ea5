import { useRef } from 'preact/hooks';
import type { Estimate } from '../../protocol/congestion/views.ts';
import {
  atOnceWords,
  closingWords,
  isAtOnce,
  type WaitRange,
  waitWords,
} from '../../protocol/congestion/wait-words.ts';
import { Both } from './parts.tsx';
import { steadyRange } from './steady-range.ts';

/** An estimated wait in words, which stay as they are while they hold. `waiting`: who waits before whoever comes now; null of a ticket's own wait. */
export function WaitRangeWords({ estimate, waiting }: { estimate: Estimate; waiting: number | null }) {
  const said = useRef<WaitRange | null>(null);
  said.current = steadyRange(said.current, estimate);
  return <Both text={isAtOnce(estimate, waiting) ? atOnceWords : waitWords(said.current)} />;
}

/** Says that the office may close first, where that is in doubt; `here`: to somebody who can ask its staff. */
export function ClosingNote({ estimate, here = false }: { estimate: Estimate | null; here?: boolean }) {
  const closing = estimate?.beforeClosing;
  if (closing === undefined) return null;
  return (
    <span class="closing-note" data-testid="closing" data-closing={closing}>
      <Both text={closingWords[closing]} stacked />
      {here && closing === 'unlikely' && (
        <Both text={{ ja: '職員にお尋ねください', en: 'Please ask our staff' }} stacked />
      )}
    </span>
  );
}
