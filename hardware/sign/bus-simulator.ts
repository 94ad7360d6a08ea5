import { FaultSet } from '../simulation/fault-set.ts';
import type { Peer, SimulatedDevice, Wire } from '../simulation/plug.ts';
import type { Timers } from '../timers.ts';
import { SignSimulator } from './simulator.ts';

/** `unplugged`: the unit's end · `echoing`: an adapter that hears what it says itself. The signs have faults of their own. */
export const signBusFaults = ['unplugged', 'echoing'] as const;
export type SignBusFault = (typeof signBusFaults)[number];

/** Signs on one pair of wires. It polices turns: whoever speaks while another does is a violation. See {@link SimulatedDevice}. */
export class SignBusSimulator implements SimulatedDevice<SignBusFault> {
  readonly possibleFaults = signBusFaults;
  readonly signs: ReadonlyMap<number, SignSimulator>;
  readonly #collisions: string[] = [];
  readonly #faults = new FaultSet<SignBusFault>();

  constructor(options: { readonly addresses: readonly number[]; readonly timers?: Timers }) {
    const { addresses, ...rest } = options;
    this.signs = new Map(addresses.map((address) => [address, new SignSimulator({ ...rest, address })]));
  }

  get plug() {
    return this.#faults.plug;
  }
  get violations(): readonly string[] {
    return [...this.#collisions, ...[...this.signs.values()].flatMap((sign) => sign.violations)];
  }
  faults(): ReadonlySet<SignBusFault> {
    return this.#faults.all();
  }
  setFault(fault: SignBusFault, broken: boolean): void {
    this.#faults.set(fault, broken);
  }

  connect(peer: Peer): Wire {
    const wires = [...this.signs.values()].map((sign) => ({ sign, wire: sign.connect(this.#line(peer, sign)) }));
    return {
      data: (bytes) => {
        if (wires.some(({ sign }) => sign.answering)) this.#collisions.push('the unit spoke while a sign answered');
        if (this.#faults.has('echoing')) peer.write(bytes);
        for (const { sign, wire } of wires) if (sign.plug.inserted) wire.data(bytes);
      },
      ended: () => {
        for (const { wire } of wires) wire.ended();
      },
    };
  }

  /** Lets go of its timers. */
  close(): void {
    for (const sign of this.signs.values()) sign.close();
  }

  #line(peer: Peer, sign: SignSimulator): Peer {
    return {
      write: (bytes) => {
        if ([...this.signs.values()].some((other) => other !== sign && other.answering))
          this.#collisions.push('two signs answered at once');
        peer.write(bytes);
      },
      end: () => {},
    };
  }
}
