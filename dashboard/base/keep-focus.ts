/**
 * Whoever works by keys goes on from where they were. When the element that has the focus leaves the page, is hidden or
 * can't be used, the nearest that held it has the focus, which the browser would leave to nothing, and gives it back when it can be used again.
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
    if (canHold(last) && !last.matches(':disabled')) {
      if (standIn !== null && now === standIn) last.focus({ preventScroll: true });
      return;
    }
    if (now !== document.body && now !== last) return;
    const holder = holders.find(canHold);
    if (!(holder instanceof HTMLElement) || holder === document.body) return;
    standIn = holder;
    if (!holder.hasAttribute('tabindex')) holder.tabIndex = -1;
    holder.focus({ preventScroll: true });
  });
  changes.observe(app, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled', 'open'] });
}

/** Drawn: also what stands in a question that was closed, or in details that were, has no place on the page. */
const canHold = (element: Element): boolean => element.getClientRects().length > 0;
