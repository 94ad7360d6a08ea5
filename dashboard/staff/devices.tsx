import type { LeadView } from '../../protocol/wire/lead-view.ts';
import { deviceWords } from '../base/words.ts';
import { Both } from '../parts/parts.tsx';

const kindWords: Readonly<Record<string, { ja: string; en: string }>> = {
  printer: { ja: 'プリンター', en: 'Printer' },
  'button-panel': { ja: '操作ボタン', en: 'Buttons' },
  'level-panel': { ja: '混み具合ボタン', en: 'Level buttons' },
  sign: { ja: '番号表示器', en: 'Sign' },
  speaker: { ja: 'スピーカー', en: 'Speaker' },
  scanner: { ja: '読み取り機', en: 'Scanner' },
  identity: { ja: '端末の証明書', en: 'Certificate' },
  'card-reader': { ja: 'カードリーダー', en: 'Card reader' },
};

/** Each unit and its devices, and in words what is wrong with them. */
export function Devices({ lead }: { lead: LeadView }) {
  return (
    <section class="panel" aria-labelledby="devices-title" data-testid="devices">
      <h2 id="devices-title">
        <Both text={{ ja: '端末と機器', en: 'Units and devices' }} />
      </h2>
      {lead.units.map(({ unit, state, devices }) => (
        <div key={unit} class="unit" data-testid="unit" data-unit={unit} data-state={state}>
          <h3>
            {unit}{' '}
            <span class={state === 'online' ? 'chip good' : 'chip bad'}>
              <Both text={state === 'online' ? { ja: '接続中', en: 'Online' } : { ja: '接続なし', en: 'Offline' }} />
            </span>
          </h3>
          <ul>
            {devices.map((device) => (
              <li
                key={device.id}
                class={`device ${device.state}`}
                data-testid="device"
                data-device={device.id}
                data-state={device.state}
              >
                <span class="device-name">
                  <Both text={kindWords[device.kind] ?? { ja: device.kind, en: device.kind }} />{' '}
                  <code>{device.id}</code>
                </span>
                <b class="device-state">
                  <Both text={deviceWords[device.state]} />
                </b>
                {device.detail !== null && <p class="device-detail">{device.detail}</p>}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}
