import { useState } from 'preact/hooks';
import { Both } from '../parts/parts.tsx';
import { actionWord, type BenchDevice, faultWord } from './bench-value.ts';
import type { Post } from './post.ts';

export function Device({ device, post }: { device: BenchDevice; post: Post }) {
  const path = `/api/bench/devices/${encodeURIComponent(device.id)}`;
  return (
    <article
      class={`device-card kind-${device.kind}${device.fault === null ? '' : ' broken'}`}
      data-testid="bench-device"
      data-device={device.id}
      data-kind={device.kind}
    >
      <h3>
        <Both text={device.label} /> <code>{device.id}</code>
      </h3>
      {device.kind === 'printer' && <Paper pieces={device.paper ?? []} />}
      {device.buttons !== undefined && (
        <div class="keys">
          {device.buttons?.map(({ button, action, led }) => (
            <button
              type="button"
              class="key"
              key={button}
              data-testid="bench-button"
              data-button={button}
              onClick={() => post(path, { press: button })}
            >
              <span class={`led ${led}`} role="img" aria-label={ledWords[led]} />
              <span class="key-number">{button}</span>
              <Both text={actionWord(action)} stacked />
            </button>
          ))}
        </div>
      )}
      {device.kind === 'sign' && (
        <p class="sign number" data-testid="sign">
          {device.shows || '----'}
        </p>
      )}
      {device.kind === 'scanner' && <Scan onScan={(scan) => post(path, { scan })} />}
      {device.kind === 'speaker' && <Said said={device.said ?? []} />}
      <label class="fault">
        <Both text={{ ja: '故障', en: 'Fault' }} />
        <select
          value={device.fault ?? ''}
          data-testid="fault"
          onChange={(event) => post(path, { fault: event.currentTarget.value || null })}
        >
          <option value="">なし None</option>
          {device.faults.map((fault) => (
            <option key={fault} value={fault}>
              {faultWord(fault).ja} {faultWord(fault).en}
            </option>
          ))}
        </select>
      </label>
    </article>
  );
}

const ledWords = { on: 'ランプ点灯 lit', off: 'ランプ消灯 off', blink: 'ランプ点滅 blinking' } as const;

function Paper({ pieces }: { pieces: readonly { readonly svg: string }[] }) {
  if (pieces.length === 0) {
    return (
      <p class="no-paper">
        <Both text={{ ja: 'まだ何も印刷していません', en: 'Nothing printed yet' }} />
      </p>
    );
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no pointer scrolls it by the keys
    <ul class="papers" tabIndex={0} aria-label="出た札 Printed tickets">
      {pieces.map(({ svg }, index) => (
        <li key={pieces.length - index}>
          <img
            src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`}
            alt={index === 0 ? '最後に出た札 The latest ticket' : '前の札 An earlier ticket'}
          />
        </li>
      ))}
    </ul>
  );
}

/** Holds one of the printed tickets under the scanner. */
function Scan({ onScan }: { onScan: (number: string) => void }) {
  const [number, setNumber] = useState('');
  return (
    <form
      class="scan"
      onSubmit={(event) => {
        event.preventDefault();
        onScan(number.trim());
      }}
    >
      <input
        value={number}
        required
        maxLength={12}
        placeholder="A012"
        aria-label="番号札の番号 Number of a printed ticket"
        onInput={(event) => setNumber(event.currentTarget.value)}
      />
      <button type="submit" class="key">
        <Both text={{ ja: '札をかざす', en: 'Hold it there' }} stacked />
      </button>
    </form>
  );
}

/** What a speaker said, to be read and to be heard again. */
function Said({ said }: { said: readonly { readonly text: string; readonly sounds: readonly string[] }[] }) {
  if (said.length === 0) {
    return (
      <p class="no-paper">
        <Both text={{ ja: 'まだ何も放送していません', en: 'Nothing said yet' }} />
      </p>
    );
  }
  return (
    <ul class="said" data-testid="said">
      {said.map(({ text, sounds }) => (
        <li key={sounds[0]}>
          <button type="button" class="key" aria-label={`聞く Listen: ${text}`} onClick={() => play(sounds)}>
            ▶
          </button>
          <span>{text}</span>
        </li>
      ))}
    </ul>
  );
}

async function play(sounds: readonly string[]): Promise<void> {
  for (const sound of sounds) {
    const audio = new Audio(sound);
    const over = new Promise((resolve) => {
      audio.onended = resolve;
      audio.onerror = resolve;
    });
    await audio.play().catch(() => audio.onerror?.('gone'));
    await over;
  }
}
