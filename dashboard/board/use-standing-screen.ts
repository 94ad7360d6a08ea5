import { useEffect, useState } from 'preact/hooks';

const STANDING = '(orientation: portrait)';

/** Whether the screen stands rather than lies, as board.css asks too. */
export function useStandingScreen(): boolean {
  const [standing, setStanding] = useState(() => matchMedia(STANDING).matches);
  useEffect(() => {
    const media = matchMedia(STANDING);
    const turned = () => setStanding(media.matches);
    turned();
    media.addEventListener('change', turned);
    return () => media.removeEventListener('change', turned);
  }, []);
  return standing;
}
