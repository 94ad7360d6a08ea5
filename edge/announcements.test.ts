import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { SpeakerSimulator } from '../hardware/speaker/simulator.ts';
import { writeWave } from '../hardware/speaker/wave.ts';
import { onlyPrograms } from '../hardware/testing/fake-program.ts';
import { aFolder } from '../hardware/testing/folder.ts';
import { announcementWords } from '../protocol/queue/announcement.ts';
import type { Lead } from './lead.ts';
import { openTestLead, openTestMember, plugIn } from './testing/open-units.ts';

const SOON = { interval: 10, timeout: 15_000 };

/** A speaker at the wire; every phrase is the same short sound, for the words alone matter. */
async function aSpeaker(folder: string, settings: object = {}) {
  const simulator = new SpeakerSimulator();
  onTestFinished(() => simulator.close());
  const link = await plugIn(simulator);
  const device = { id: 'speaker', kind: 'speaker', driver: 'speech', link, chime: 'none', ...settings };
  const heard = (): string[] => simulator.heard().map(({ text }) => text);
  return { device: { ...device, cache: { folder: join(folder, 'speech') }, voice: '/nowhere' }, heard };
}

async function setup(settings: object = {}) {
  const folder = await aFolder();
  await writeFile(join(folder, 'blip.wav'), writeWave({ rate: 8_000, samples: new Int16Array(200).fill(9_000) }, ''));
  const script = 'while [ $# -gt 0 ]; do [ "$1" = -w ] && out=$2; shift; done';
  await onlyPrograms({ 'espeak-ng': `${script}; /bin/cat >/dev/null; /bin/cp ${folder}/blip.wav "$out"` });
  const time = { now: Date.parse('2026-11-24T09:00+09:00') };
  const clock = { now: () => time.now, trusted: () => true, speed: 1 };
  const speaker = await aSpeaker(folder, settings);
  const open = async (): Promise<Lead> => {
    const lead = await openTestLead({ data: folder, devices: [speaker.device] }, { clock });
    await vi.waitFor(() => expect(lead.view().units[0]?.devices[0]?.state).toBe('ok'), SOON);
    return lead;
  };
  const lead = await open();
  const issue = (language?: string): void => {
    lead.handle({ type: 'issue', service: 'shomei', by: 'staff', language });
  };
  return { folder, time, clock, lead, open, issue, heard: speaker.heard };
}

const words = (number: string, counter: number, language?: string): string =>
  announcementWords({ number, counter, language })
    .flatMap(({ phrases }) => phrases.map(({ text }) => text))
    .join(' ');

describe('a section’s speaker', () => {
  it('says each call and recall in their order, in the ticket’s own language too', async () => {
    const { lead, issue, heard } = await setup();
    for (const language of [undefined, 'ko', 'zh-Hans']) issue(language);
    lead.handle({ type: 'call-next', counter: 1 });
    lead.handle({ type: 'call-next', counter: 2 });
    await vi.waitFor(() => expect(heard()).toEqual([words('A001', 1), words('A002', 2, 'ko')]), SOON);
    lead.handle({ type: 'call-next', counter: 1, force: true });
    lead.handle({ type: 'recall', counter: 2 });
    await vi.waitFor(
      () => expect(heard().slice(2)).toEqual([words('A003', 1, 'zh-Hans'), words('A002', 2, 'ko')]),
      SOON,
    );
  });

  it('calls nobody aloud who stands at the counter already', async () => {
    const { lead, issue, heard, time } = await setup();
    for (let i = 0; i < 2; i++) issue();
    const reply = lead.handle({ type: 'issue', service: 'shomei', by: 'staff' });
    const [issued] = 'events' in reply ? reply.events : [];
    if (issued?.type !== 'ticket-issued') throw new Error('not issued');
    lead.handle({ type: 'scan', counter: 1, code: issued.code });
    time.now += 1_000;
    lead.handle({ type: 'call-next', counter: 2 });
    await vi.waitFor(() => expect(heard()).toEqual([words('A001', 2)]), SOON);
    expect(lead.view().calls.map(({ number }) => number)).toEqual(['A001', 'A003']);
    lead.handle({ type: 'recall', counter: 1 });
    await vi.waitFor(() => expect(heard().at(-1)).toBe(words('A003', 1)), SOON);
  });

  it('says nothing of a visit that is over before its turn', async () => {
    const { lead, issue, heard } = await setup();
    for (let i = 0; i < 3; i++) issue();
    for (let i = 0; i < 3; i++) lead.handle({ type: 'call-next', counter: 1, force: true });
    await vi.waitFor(() => expect(heard().at(-1)).toBe(words('A003', 1)), SOON);
    expect(heard()).not.toContain(words('A002', 1));
  });

  it('says after a restart what is called then, and no call from before', async () => {
    const { lead, open, issue, heard } = await setup();
    for (let i = 0; i < 2; i++) issue();
    lead.handle({ type: 'call-next', counter: 1 });
    await vi.waitFor(() => expect(heard()).toEqual([words('A001', 1)]), SOON);
    await lead.close();
    const again = await open();
    expect(again.view().calls).toMatchObject([{ number: 'A001' }]);
    again.handle({ type: 'call-next', counter: 2 });
    await vi.waitFor(() => expect(heard()).toEqual([words('A001', 1), words('A002', 2)]), SOON);
  });

  it('is silent in its quiet hours, in which boards go on, and speaks again after them', async () => {
    const { lead, issue, heard, time } = await setup({ quiet: { from: '12:00', to: '13:00' } });
    for (let i = 0; i < 3; i++) issue();
    time.now = Date.parse('2026-11-24T12:59:59+09:00');
    lead.handle({ type: 'call-next', counter: 1 });
    expect(lead.view().calls).toMatchObject([{ number: 'A001' }]);
    time.now = Date.parse('2026-11-24T13:00+09:00');
    lead.handle({ type: 'call-next', counter: 2 });
    await vi.waitFor(() => expect(heard()).toEqual([words('A002', 2)]), SOON);
  });

  it('may stand at a member: it says what the lead has made durable', async () => {
    const { lead, folder, clock, issue } = await setup();
    const speaker = await aSpeaker(folder, { counters: [2] });
    await openTestMember(lead, { devices: [speaker.device] }, { clock });
    await vi.waitFor(() => expect(lead.view().units[1]?.devices[0]?.state).toBe('ok'), SOON);
    for (const language of [undefined, 'en']) issue(language);
    lead.handle({ type: 'call-next', counter: 1 });
    lead.handle({ type: 'call-next', counter: 2 });
    await vi.waitFor(() => expect(speaker.heard()).toEqual([words('A002', 2, 'en')]), SOON);
  });
});
