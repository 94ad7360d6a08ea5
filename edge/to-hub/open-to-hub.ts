import type { IdentityFolder } from '../../protocol/identity/folder.ts';
import type { Around } from '../queue/around.ts';
import type { Unit } from '../queue/unit.ts';
import { hubEstimates } from './estimates.ts';
import type { HubWord } from './hub-word.ts';
import { numbersFloor } from './numbers-floor.ts';
import { Uplink } from './uplink.ts';

export interface ToHubOptions {
  readonly url: string;
  readonly identity: IdentityFolder | undefined;
  readonly username?: string | undefined;
  readonly password: string | undefined;
  readonly version: string;
  readonly word: HubWord;
  /** The hub told something new for the section's own pages. */
  readonly onNews: () => void;
}

/** A lead's way to its hub: the log goes up; estimates, the place that the hub has stored and the numbers that it knows come down. */
export function openToHub(unit: Unit, around: Around, options: ToHubOptions): void {
  const { address, clock, parts, section } = unit;
  const { url, identity, username, password, version, word, onNews } = options;
  const floor = numbersFloor(section);
  const estimates = hubEstimates(address, clock.now);
  const uplink: Uplink = parts.add(
    new Uplink({
      ...unit,
      broker: { url, identity, username, password },
      unitMessage: (state) => ({
        state,
        at: clock.now(),
        version,
        devices: [...around.devices(), ...around.machine()],
      }),
      audit: () => around.audit(),
      onOfficeView(office) {
        estimates.take(office);
        onNews();
      },
      onAcked({ epoch, numbers }) {
        if (numbers !== undefined) floor.hear(numbers);
        // The first events of this start may be acknowledged before the numbers are told. In epoch 0 the hub knows of none.
        if (numbers !== undefined || epoch === 0) word.hear();
      },
      onConnection(connected) {
        onNews();
        if (!connected) word.hear();
      },
    }),
    {
      moved({ run }) {
        uplink.appended(run);
        floor.moved(run);
      },
      changed: () => uplink.changed(),
    },
  );
  around.hub = () => ({ state: uplink.connected ? 'connected' : 'offline', pending: uplink.pending });
  around.estimates = estimates.current;
  around.accuracy = estimates.accuracy;
}
