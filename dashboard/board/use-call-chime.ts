import { useEffect, useRef, useState } from 'preact/hooks';
import { playChime } from '../parts/chime.ts';
import type { Spotlight } from './spotlight.ts';

/**
 * With `?chime` in the address each call that becomes new is heard. Returns whether the browser refuses: without a start
 * option it lets no page be heard before somebody has pressed a key or the screen, and the first press is enough.
 */
export function useCallChime({ lit }: Spotlight): boolean {
  const context = useRef<AudioContext | null>(null);
  const [refused, setRefused] = useState(false);
  // The latest of those that are new: it grows with each call, and with nothing else.
  const latestMs = Math.max(0, ...lit.map(({ untilMs }) => untilMs));
  const heardMs = useRef(0);

  useEffect(() => {
    if (!new URLSearchParams(location.search).has('chime')) return;
    const audio = new AudioContext();
    context.current = audio;
    const tell = () => setRefused(audio.state === 'suspended');
    const wake = () => {
      if (audio.state === 'suspended') audio.resume().then(() => playChime(audio));
    };
    tell();
    audio.addEventListener('statechange', tell);
    addEventListener('pointerdown', wake);
    addEventListener('keydown', wake);
    return () => {
      removeEventListener('pointerdown', wake);
      removeEventListener('keydown', wake);
      audio.close();
    };
  }, []);
  useEffect(() => {
    if (latestMs <= heardMs.current) return;
    heardMs.current = latestMs;
    if (context.current?.state === 'running') playChime(context.current);
  }, [latestMs]);
  return refused;
}
