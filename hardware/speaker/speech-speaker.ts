import type { DeviceView } from '../../protocol/ground/devices.ts';
import { type AnnouncementLanguage, counterPhrase, type Phrase } from '../../protocol/queue/announcement.ts';
import { Changes } from '../changes.ts';
import { ConditionHolder } from '../condition-holder.ts';
import type { DeviceEnvironment } from '../device.ts';
import type { HardwareFault } from '../fault.ts';
import type { Finding } from '../finding.ts';
import { backOffMs } from '../links/back-off.ts';
import type { Cancel } from '../timers.ts';
import { enqueue, nothingToSay, putBack, takeNext, type Waiting } from './announcement-queue.ts';
import { chime, silence } from './chime.ts';
import { conditionOf } from './condition.ts';
import { engineFor } from './engines.ts';
import { speakerFindings } from './findings.ts';
import type { Output, Played } from './output.ts';
import { Phrases, type Rendered } from './phrases.ts';
import type { Announcement, Speaker } from './speaker.ts';
import type { SpeakerConfiguration } from './speaker-configuration.ts';

const RETRY = { firstMs: 1_000, maxMs: 30_000 } as const;

/** Chime and speech through an {@link Output}. See {@link Speaker} for what it owes. */
export class SpeechSpeaker implements Speaker {
  readonly kind = 'speaker';
  readonly id: string;
  readonly #configuration: SpeakerConfiguration;
  readonly #environment: DeviceEnvironment;
  readonly #output: Output;
  readonly #phrases: Phrases;
  readonly #condition: ConditionHolder;
  readonly #changes = new Changes();
  readonly #stop = new AbortController();
  readonly #prepared = new Set<number>();
  readonly #failing = new Set<AnnouncementLanguage>();
  #queue = nothingToSay;
  /** How long the last announcement took. */
  #lengthMs = 8_000;
  #health: 'sounds' | HardwareFault | null = null;
  #folderFault: string | null = null;
  #saying = false;
  #running: Promise<void> | null = null;

  constructor(configuration: SpeakerConfiguration, output: Output, environment: DeviceEnvironment) {
    const { volume, rate, cache } = configuration;
    this.id = configuration.id;
    this.#configuration = configuration;
    this.#environment = environment;
    this.#output = output;
    this.#condition = new ConditionHolder(this);
    this.#phrases = new Phrases({
      folder: cache.folder,
      maxBytes: cache.megabytes * 1_000_000,
      volumePercent: volume,
      rate,
      timers: environment.timers,
    });
  }

  view(): DeviceView {
    return this.#condition.view();
  }

  onChange(listener: (view: DeviceView) => void): Cancel {
    return this.#condition.onChange(listener);
  }

  announce(announcement: Announcement): void {
    const { counters } = this.#configuration;
    if (this.#stop.signal.aborted || (counters !== undefined && !counters.includes(announcement.counter))) return;
    this.#queue = enqueue(this.#queue, announcement, this.#environment.timers.elapsedMs());
    this.#changes.notify();
  }

  pending(): number {
    return this.#queue.waiting.length + (this.#saying ? 1 : 0);
  }

  prepare(counters: readonly number[]): void {
    const mine = counters.filter((counter) => this.#configuration.counters?.includes(counter) ?? true);
    for (const counter of mine) {
      if (this.#prepared.has(counter)) continue;
      this.#prepared.add(counter);
      for (const language of this.#languages()) void this.#rendered(language, counterPhrase(language, counter));
    }
  }

  async open(): Promise<void> {
    this.#running ??= this.#run();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#changes.notify();
    await this.#running;
    await this.#phrases.close();
  }

  findings(): Promise<readonly Finding[]> {
    return speakerFindings(this.#configuration, this.#health === 'sounds' ? null : this.#health);
  }

  async #run(): Promise<void> {
    const { timers, logger, random } = this.#environment;
    const { signal } = this.#stop;
    const waits = () => backOffMs({ ...RETRY, random });
    let back = waits();
    let opened = false;
    while (!signal.aborted) {
      let sounds = false;
      try {
        if (!opened) await this.#phrases.open();
        opened = true;
        sounds = this.#health === 'sounds' ? await this.#say() : await this.#tryOut();
        this.#folderFault = null;
      } catch (error) {
        if (this.#folderFault === null)
          logger.error({ device: this.id, err: error }, 'the folder for speech cannot be used; nothing is said');
        this.#folderFault = this.#configuration.cache.folder;
        this.#tell();
      }
      if (sounds) back = waits();
      else await this.#changes.until(() => signal.aborted, { timers, timeoutMs: back.next().value, signal });
    }
  }

  /** A tenth of a second of nothing tells whether anything would be heard. */
  async #tryOut(): Promise<boolean> {
    return (await this.#play([await this.#phrases.sound('silence', silence)])) === 'played';
  }

  /** Says the next call, or waits for one. False where it could not be heard; then it waits for the next attempt. */
  async #say(): Promise<boolean> {
    const { timers, logger } = this.#environment;
    const { signal } = this.#stop;
    await this.#changes.until(() => this.#queue.waiting.length > 0 || signal.aborted, { timers, signal });
    if (signal.aborted) return true;
    const step = takeNext(this.#queue, {
      nowMs: timers.elapsedMs(),
      expiresMs: this.#configuration.expiresAfterSeconds * 1000,
      lengthMs: this.#lengthMs,
    });
    this.#queue = step.queue;
    for (const { announcement, why } of step.dropped)
      logger.info({ device: this.id, number: announcement.number, why }, 'a call was not announced');
    if (step.next === null) return true;
    this.#saying = true;
    return this.#announceNow(step.next).finally(() => {
      this.#saying = false;
    });
  }

  async #announceNow(waiting: Waiting): Promise<boolean> {
    const sounds = await this.#soundsOf(waiting.announcement);
    const [following] = this.#queue.waiting;
    // While this one sounds, the next is made.
    if (following !== undefined) this.#soundsOf(following.announcement).catch(() => {});
    if (sounds.length > 0) this.#lengthMs = sounds.reduce((sum, { lengthMs }) => sum + lengthMs, 0);
    const played = await this.#play(sounds);
    // What failed was not heard. What hung may have been, and would hang again: it is not said twice.
    if (played === 'failed') this.#queue = putBack(this.#queue, waiting);
    return played === 'played' || played === 'stopped';
  }

  async #play(sounds: readonly Rendered[]): Promise<Played['state']> {
    if (sounds.length === 0) return 'played';
    const played = await this.#output.play(sounds, this.#stop.signal);
    if (played.state === 'stopped') return played.state;
    const fault = played.state === 'played' ? null : played.fault;
    const before = this.#health;
    this.#health = fault ?? 'sounds';
    if (fault !== null && (before === null || before === 'sounds' || before.code !== fault.code))
      this.#environment.logger.warn({ device: this.id, code: fault.code }, fault.message);
    this.#tell();
    return played.state;
  }

  /** The chime, and each language that can be spoken. */
  async #soundsOf({ words: wordsIn }: Announcement): Promise<readonly Rendered[]> {
    const { chime: name, languages } = this.#configuration;
    const sounds = name === 'none' ? [] : [await this.#phrases.sound(name, chime(name))];
    for (const words of wordsIn(languages)) {
      for (const phrase of words.phrases) {
        const rendered = await this.#rendered(words.language, phrase);
        if (rendered !== null) sounds.push(rendered);
      }
    }
    return sounds;
  }

  async #rendered(language: AnnouncementLanguage, phrase: Phrase): Promise<Rendered | null> {
    const engine = engineFor(language, this.#configuration);
    if (engine === null) return null;
    try {
      const rendered = await this.#phrases.phrase(engine, phrase);
      this.#failing.delete(language);
      return rendered;
    } catch (error) {
      if (!this.#stop.signal.aborted) {
        this.#environment.logger.warn({ device: this.id, language, err: error }, 'a phrase could not be rendered');
        this.#failing.add(language);
      }
      return null;
    } finally {
      this.#tell();
    }
  }

  #languages(): readonly AnnouncementLanguage[] {
    return [...new Set<AnnouncementLanguage>(['ja', ...this.#configuration.languages])];
  }

  #tell(): void {
    const mute = this.#languages().filter((language) => engineFor(language, this.#configuration) === null);
    this.#condition.set(
      conditionOf({ output: this.#health, mute, failing: [...this.#failing], folder: this.#folderFault }),
    );
  }
}
