/**
 * Whoever works by keys goes on from where they were. When the element that has the focus leaves the page, is hidden or can't be
 * used, the browser would leave the focus to nothing. Here the nearest element around it that is drawn has the focus meanwhile, and
 * gives it back when the first can be used again.
 */
export function keepFocus(app: Element): void {
  let held: readonly Element[] = [];
  let standIn: HTMLElement | null = null;
  app.addEventListener('focusin', ({ target }) => {
    if (target === standIn || !(target instanceof Element)) return;
    standIn = null;
    const holders: Element[] = [];
    for (let each: Element | null = target; each !== null; each = each.parentElement) holders.push(each);
    held = holders;
  });
  const changes = new MutationObserver(() => {
    const [last, ...holders] = held;
    const now = document.activeElement;
    if (!(last instanceof HTMLElement)) return;
    if (isDrawn(last) && !last.matches(':disabled')) {
      if (standIn !== null && now === standIn) last.focus({ preventScroll: true });
      return;
    }
    if (now !== document.body && now !== last) return;
    const holder = holders.find(isDrawn);
    if (!(holder instanceof HTMLElement) || holder === document.body) return;
    standIn = holder;
    if (!holder.hasAttribute('tabindex')) holder.tabIndex = -1;
    holder.focus({ preventScroll: true });
  });
  const attributeFilter = ['disabled', 'open', 'hidden'];
  changes.observe(app, { childList: true, subtree: true, attributes: true, attributeFilter });
}

/** Whether it has a place on the page: what is inside a closed dialog or closed details is connected, and has none. */
const isDrawn = (element: Element): boolean => element.getClientRects().length > 0;
