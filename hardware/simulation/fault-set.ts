import { Plug } from './plug.ts';

/** The broken things of one simulator; `unplugged` pulls its plug. */
export class FaultSet<Fault extends string> {
  readonly plug = new Plug();
  readonly #broken = new Set<Fault | 'unplugged'>();
  readonly #onChange: (fault: Fault | 'unplugged', broken: boolean) => void;

  constructor(onChange: (fault: Fault | 'unplugged', broken: boolean) => void = () => {}) {
    this.#onChange = onChange;
  }

  has(fault: Fault | 'unplugged'): boolean {
    return this.#broken.has(fault);
  }

  all(): ReadonlySet<Fault | 'unplugged'> {
    return new Set(this.#broken);
  }

  set(fault: Fault | 'unplugged', broken: boolean): void {
    if (broken === this.#broken.has(fault)) return;
    if (broken) this.#broken.add(fault);
    else this.#broken.delete(fault);
    if (fault === 'unplugged') this.plug.set(!broken);
    this.#onChange(fault, broken);
  }
}
