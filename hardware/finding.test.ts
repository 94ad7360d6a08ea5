import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { expect, test } from 'vitest';
import { HardwareFault, type HardwareFaultCode } from './fault.ts';
import { findingOf } from './finding.ts';

const me = userInfo().username;

test.each<[HardwareFaultCode, string, RegExp | null]>([
  ['permission', '/dev/null', /^sudo cp hardware\/wiring\/60-matazu\.rules \/etc\/udev\/rules\.d\/ && sudo udevadm/],
  ['permission', '/dev/ttyGone0', new RegExp(`^sudo usermod -aG dialout ${me}$`)],
  ['missing', '/dev/ttyUSB0', /^ls -l \/dev\/serial\/by-id\//],
  ['missing', '/dev/usb/lp0', /^sudo modprobe usblp/],
  ['missing', '/dev/matazu/printer-by-id-x', /^sudo cp hardware\/wiring\/60-matazu\.rules .*ls -l \/dev\/matazu\/$/],
  ['missing', 'plughw:CARD=Nowhere', /^aplay -L$/],
  ['busy', '/dev/ttyUSB0', /^sudo fuser -v \/dev\/ttyUSB0$/],
  ['timeout', '192.0.2.7:9100', /^ping -c 3 192\.0\.2\.7$/],
  ['refused', '127.0.0.1:9100', null],
  ['lost', '/dev/ttyUSB0', null],
])('%s of %s is mended by an exact command, where a command can', (code, subject, command) => {
  const finding = findingOf(new HardwareFault(code, subject));
  expect(finding.is).toBe('missing');
  expect(finding.what.ja).toContain(subject);
  if (command === null) expect(finding.command).toBeNull();
  else expect(finding.command).toMatch(command);
});

test('a fault that knows its own command is mended by that', () => {
  const fault = new HardwareFault('package-missing', '/dev/ttyUSB0', { command: 'npm install serialport' });
  expect(findingOf(fault).command).toBe('npm install serialport');
});

/** Some file of this machine that is not root's group alone. */
const grouped = ['/dev/tty', '/dev/ptmx', '/etc/shadow'].find(
  (path) => (statSync(path, { throwIfNoEntry: false })?.gid ?? 0) !== 0,
);
test.skipIf(grouped === undefined)('who lacks permission joins the group that owns the file on this machine', () => {
  const path = grouped ?? '';
  const group = execFileSync('stat', ['-c', '%G', path], { encoding: 'utf8' }).trim();
  expect(findingOf(new HardwareFault('permission', path)).command).toBe(`sudo usermod -aG ${group} ${me}`);
});
