import { z } from 'zod';
import { Identifier, SectionPath, TicketNumber } from '../../protocol/ground/identifiers.ts';
import type { EventStream } from '../../protocol/wire/transport/event-stream.ts';
import type { HttpServer } from '../../protocol/wire/transport/fastify-server.ts';
import { type Problem, sendProblem } from '../../protocol/wire/transport/problem.ts';
import { sendStream } from '../../protocol/wire/transport/stream-route.ts';
import type { BenchView } from './bench-view.ts';
import type { LeadClient } from './lead-client.ts';
import type { BenchDevice, SimulatedDevices } from './simulated-devices.ts';

/** What the bench's page may look at and touch. */
export interface BenchHands {
  readonly simulated: Pick<SimulatedDevices, 'devices' | 'break'>;
  readonly view: () => BenchView;
  /** By `city/office/section`. */
  readonly leads: ReadonlyMap<string, LeadClient>;
}

interface BenchRoutes extends BenchHands {
  /** The stream of the views, and its topic. */
  readonly stream: EventStream;
  readonly topic: string;
}

const Hand = z.union([
  z.strictObject({ press: z.int().min(1).max(99) }),
  /** A ticket's number: its paper is held under the scanner. */
  z.strictObject({ scan: TicketNumber }),
  z.strictObject({ fault: z.string().max(40).nullable() }),
]);
const Ticket = z.strictObject({ section: SectionPath, service: Identifier });

/** What the bench's page asks: the view, once or as a stream, a hand on a device, a sound, a ticket. */
export function addBenchRoutes(server: HttpServer, { simulated, view, leads, stream, topic }: BenchRoutes): void {
  server.get('/api/bench', async () => view());
  server.get('/api/bench/stream', (request, reply) => {
    // What it was when the last reader left is not what it is.
    stream.publish(topic, view());
    return sendStream(request, reply, { stream, topic });
  });
  server.post(
    '/api/bench/devices/:id',
    { schema: { params: z.object({ id: z.string() }), body: Hand } },
    async (request, reply) => {
      const device = simulated.devices.find(({ id }) => id === request.params.id);
      if (device === undefined) return sendProblem(reply, notFound('device', request.params.id));
      const problem = touch(device, request.body, simulated);
      return problem === undefined ? reply.code(204).send() : sendProblem(reply, problem);
    },
  );
  server.get(
    '/api/bench/devices/:id/sounds/:count/:part',
    { schema: { params: z.object({ id: z.string(), count: z.coerce.number(), part: z.coerce.number() }) } },
    async (request, reply) => {
      const { id, count, part } = request.params;
      const said = simulated.devices.find((each) => each.id === id)?.simulation.look().said;
      const sound = said?.find((each) => each.count === count)?.sounds[part];
      if (sound === undefined) return sendProblem(reply, notFound('sound', `${id}/${count}/${part}`));
      return reply.type('audio/wav').send(Buffer.from(sound));
    },
  );
  server.post('/api/bench/tickets', { schema: { body: Ticket } }, async (request, reply) => {
    const { section, service } = request.body;
    const lead = leads.get(section);
    if (lead === undefined) return sendProblem(reply, notFound('section', section));
    const answer = await lead.command({ type: 'issue', by: 'kiosk', service });
    if (answer.state === 'unreachable')
      return sendProblem(reply, {
        status: 502,
        title: `The section's lead did not answer: ${answer.detail}`,
        detail: '親端末が応答しません。',
        code: 'lead-unreachable',
      });
    const type = answer.state === 'done' ? 'application/json' : 'application/problem+json';
    return reply.code(answer.status).type(type).send(JSON.stringify(answer.body));
  });
}

/** A finger on a button, or something broken or mended. What is wrong with it, if anything is. */
function touch(
  device: BenchDevice,
  hand: z.infer<typeof Hand>,
  simulated: Pick<SimulatedDevices, 'break' | 'devices'>,
): Problem | undefined {
  const { simulation } = device;
  if ('press' in hand) {
    const isThere = simulation.look().buttons?.some(({ button }) => button === hand.press);
    if (simulation.press === undefined || !isThere) return notFound('button', `${hand.press}`);
    simulation.press(hand.press);
    return undefined;
  }
  if ('scan' in hand) {
    const code = codeOn(hand.scan, device, simulated);
    if (simulation.scan === undefined || code === undefined) return notFound('paper', hand.scan);
    simulation.scan(code);
    return undefined;
  }
  if (simulated.break(device, hand.fault)) return undefined;
  return {
    status: 400,
    title: `${device.id} has no fault ${hand.fault}; it has: ${simulation.simulator.possibleFaults.join(', ')}`,
    detail: 'この機器にその故障はありません。',
    code: 'unknown-fault',
  };
}

/** The QR code on a ticket's latest paper, as far as it still lies in its section. */
function codeOn(number: string, { section }: BenchDevice, { devices }: Pick<SimulatedDevices, 'devices'>) {
  const papers = devices.flatMap((device) =>
    device.section === section ? (device.simulation.look().paper ?? []) : [],
  );
  return papers.find((paper) => paper.number === number.toUpperCase())?.codes[0];
}

const notFound = (what: 'device' | 'section' | 'button' | 'sound' | 'paper', name: string): Problem => ({
  status: 404,
  title: `The demo has no ${what} ${name}`,
  detail: `デモにありません: ${name}`,
  code: `unknown-${what}`,
});
