/** Sound: 16-bit samples of one channel, `rate` a second. */
export interface Wave {
  readonly rate: number;
  readonly samples: Int16Array;
}

const FULL_SCALE = 32_767;
export const HEADER_BYTES = 44;

/** A RIFF WAVE file of 16-bit PCM with one channel; null for anything else. Sizes that a stream left open mean "to the end". */
export function readWave(file: Buffer): Wave | null {
  if (file.length < HEADER_BYTES || file.toString('latin1', 0, 4) !== 'RIFF') return null;
  if (file.toString('latin1', 8, 12) !== 'WAVE') return null;
  let rate: number | null = null;
  for (let at = 12; at + 8 <= file.length; ) {
    const size = file.readUInt32LE(at + 4);
    const name = file.toString('latin1', at, at + 4);
    const body = at + 8;
    if (name === 'fmt ' && body + 16 <= file.length) {
      const [format, channels, bits] = [
        file.readUInt16LE(body),
        file.readUInt16LE(body + 2),
        file.readUInt16LE(body + 14),
      ];
      if (format !== 1 || channels !== 1 || bits !== 16) return null;
      rate = file.readUInt32LE(body + 4);
    }
    if (name === 'data' && rate !== null) {
      const count = Math.floor(Math.min(size, file.length - body) / 2);
      const samples = new Int16Array(count);
      for (let i = 0; i < count; i += 1) samples[i] = file.readInt16LE(body + 2 * i);
      return { rate, samples };
    }
    at = body + size + (size % 2);
  }
  return null;
}

/** As a RIFF WAVE file. `title` (INFO chunk, INAM) says what it says. */
export function writeWave({ rate, samples }: Wave, title: string): Buffer {
  const name = Buffer.from(`${title}\0`, 'utf8');
  const padded = name.length % 2 === 0 ? name : Buffer.concat([name, Buffer.alloc(1)]);
  const data = Buffer.alloc(samples.length * 2);
  for (const [i, sample] of samples.entries()) data.writeInt16LE(sample, 2 * i);
  const header = Buffer.alloc(HEADER_BYTES);
  const info = Buffer.alloc(20);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(HEADER_BYTES - 8 + data.length + info.length + padded.length, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(data.length, 40);
  info.write('LIST', 0, 'latin1');
  info.writeUInt32LE(12 + padded.length, 4);
  info.write('INFOINAM', 8, 'latin1');
  info.writeUInt32LE(name.length, 16);
  return Buffer.concat([header, data, info, padded]);
}

/** How long a file of {@link writeWave} sounds, by its header alone and its size; null where it is none, or not whole. */
export function lengthByHeader(header: Buffer, fileBytes: number): number | null {
  if (header.length < HEADER_BYTES || header.toString('latin1', 0, 4) !== 'RIFF') return null;
  const [rate, dataBytes] = [header.readUInt32LE(24), header.readUInt32LE(40)];
  const whole = header.readUInt32LE(4) + 8 === fileBytes && HEADER_BYTES + dataBytes <= fileBytes;
  return whole && rate > 0 ? (dataBytes / 2 / rate) * 1000 : null;
}

/** What {@link writeWave} was told that it says; '' where a file tells nothing. */
export function titleOf(file: Buffer): string {
  const at = file.lastIndexOf('INFOINAM', undefined, 'latin1');
  if (at < 0 || at + 12 > file.length) return '';
  return file.toString('utf8', at + 12, at + 12 + file.readUInt32LE(at + 8)).replace(/\0+$/, '');
}

export const lengthMs = ({ rate, samples }: Wave): number => (samples.length / rate) * 1000;

/** The same sound with its loudest sample at `percent` of full scale, so that every engine is equally loud. Silence stays. */
export function atVolume({ rate, samples }: Wave, percent: number): Wave {
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  const factor = peak === 0 ? 1 : (percent / 100) * (FULL_SCALE / peak);
  return { rate, samples: samples.map((sample) => Math.round(sample * factor)) };
}
