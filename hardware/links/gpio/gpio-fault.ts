import { HardwareFault, staffWords } from '../../fault.ts';
import { type Finding, findingOf } from '../../finding.ts';

/** The label of the chip that a Raspberry Pi's header leads to: Pi 4, Pi 5, and those before. */
export const HEADER_CHIPS = ['pinctrl-bcm2711', 'pinctrl-rp1', 'pinctrl-bcm2835'] as const;

/** No chip with such a label. `found` are the labels of those that are there. */
export function chipMissing(wanted: readonly string[], found: readonly string[], subject: string): HardwareFault {
  const others = found.length === 0 ? 'this machine has no GPIO chip' : `this machine has ${found.join(', ')}`;
  return new HardwareFault('missing', subject, {
    message: `${subject}: no GPIO chip is called ${wanted.join(' or ')}; ${others}. Run it on a Raspberry Pi, or name the chip in the link (chip: …)`,
    command: 'gpiodetect || cat /sys/class/gpio/gpiochip*/label',
  });
}

/** A line that somebody else holds: another program, the kernel, or another panel of this unit. */
export function lineBusy(line: number, holder: string | null): HardwareFault {
  const by = holder ?? 'another program';
  return new HardwareFault('busy', `GPIO${line} (${holder ?? '?'})`, {
    message: `GPIO${line} is held by ${by}; stop it, or wire the button or lamp to another pin`,
    command: 'gpioinfo | grep -v unused',
  });
}

/** What staff see; under 200 characters. */
export function gpioWords(fault: HardwareFault): string {
  const call = 'システム担当に連絡してください';
  switch (fault.code) {
    case 'missing':
      return `この端末のボタン用の端子（GPIO）が見つかりません。${call}（Raspberry Piか、設定のchipを確認）。職員画面で操作できます。`;
    case 'permission':
      return `ボタン用の端子（GPIO）を使う権限がありません。${call}（gpio グループへの追加が必要です）。職員画面で操作できます。`;
    case 'busy':
      return `ボタン用の端子 ${fault.subject} をほかのプログラムが使っています。${call}。職員画面で操作できます。`;
    case 'lost':
      return 'ボタン用の端子（GPIO）の監視が途切れました。自動でつなぎ直します。';
    default:
      return staffWords(fault);
  }
}

/** What whoever sets the unit up is told. */
export function gpioFinding(fault: HardwareFault): Finding {
  const { subject, command } = fault;
  const missing = (ja: string, en: string): Finding => ({ is: 'missing', what: { ja, en }, command });
  switch (fault.code) {
    case 'missing':
      return missing(
        'Raspberry Piのヘッダーにつながる GPIO チップがありません。ある物は次のコマンドで分かります',
        fault.message,
      );
    case 'busy':
      return missing(
        `${subject} は使用中です。次のコマンドが示すものを止めてください（待たず自身なら sudo systemctl stop matazu）`,
        `${fault.message} (Matazu itself: sudo systemctl stop matazu)`,
      );
    default:
      return findingOf(fault);
  }
}
