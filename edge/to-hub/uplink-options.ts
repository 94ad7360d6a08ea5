import type { OfficeView } from '../../protocol/congestion/views.ts';
import type { UnitMessage } from '../../protocol/ground/devices.ts';
import type { AckedMessage, AuditHead } from '../../protocol/queue/log-messages.ts';
import type { Unit } from '../queue/unit.ts';
import type { HubBroker } from './hub-broker.ts';

export interface UplinkOptions
  extends Pick<Unit, 'unit' | 'address' | 'log' | 'clock' | 'logger' | 'section' | 'about' | 'waiting'> {
  readonly broker: HubBroker;
  readonly unitMessage: (state: 'online' | 'offline') => UnitMessage;
  /** Up to where it is written down who did what. */
  readonly audit: () => AuditHead | null;
  readonly onOfficeView: (view: OfficeView) => void;
  /** The hub said where it stands, and which numbers it knows; not what a broker had kept of what it once said. */
  readonly onAcked: (message: AckedMessage) => void;
  /** The connection stands, was lost, or could not be made. */
  readonly onConnection: (connected: boolean) => void;
}
