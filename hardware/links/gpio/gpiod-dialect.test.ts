import { describe, expect, test } from 'vitest';
import { chipsOf, dialectOf, gpiodV1, gpiodV2 } from './gpiod-dialect.ts';

/** What Debian 12's gpiod 1.6.3 and Debian 13's 2.2.1 answered on a real kernel. */
describe('libgpiod', () => {
  test('is known by its version', () => {
    expect(dialectOf('gpiodetect (libgpiod) v1.6.3\nCopyright (C) 2017-2018')).toEqual({
      dialect: gpiodV1,
      version: '1.6.3',
    });
    expect(dialectOf('gpiodetect (libgpiod) v2.2.1\nCopyright (C) 2017-2023')).toEqual({
      dialect: gpiodV2,
      version: '2.2.1',
    });
    expect(dialectOf('no such tool')).toBeUndefined();
  });

  test('names its chips by label, whatever their numbers', () => {
    const answer = 'gpiochip0 [raspberrypi-exp-gpio] (8 lines)\ngpiochip4 [pinctrl-rp1] (54 lines)\n';
    expect(chipsOf(answer)).toEqual([
      { chip: 'gpiochip0', label: 'raspberrypi-exp-gpio' },
      { chip: 'gpiochip4', label: 'pinctrl-rp1' },
    ]);
  });

  test.each([
    ['\tline  17:      unnamed    "gpiomon"   input   active-low [used pull-up]', 17, 'gpiomon'],
    ['\tline  27:      unnamed    "gpioset"  output  active-high [used]', 27, 'gpioset'],
    ['\tline   4:     "GPIO4"       unused   input  active-high ', 4, null],
    ['\tline  42:  "STATUS_LED"      kernel  output  active-high [used]', 42, 'kernel'],
  ])('version 1 tells who holds a line: %s', (answer, line, by) => {
    expect(gpiodV1.holder(answer)).toEqual({ line, by });
    expect(gpiodV1.holder('gpiochip0 - 54 lines:')).toBeUndefined();
  });

  test.each([
    [
      '\tline  17:\tunnamed         \tinput active-low bias=pull-up edges=both consumer=matazu-panel-1',
      17,
      'matazu-panel-1',
    ],
    ['\tline  27:\t"GPIO27"        \toutput consumer="led 1"', 27, 'led 1'],
    ['\tline   4:\tunnamed         \tinput', 4, null],
  ])('version 2 tells who holds a line: %s', (answer, line, by) => {
    expect(gpiodV2.holder(answer)).toEqual({ line, by });
    expect(gpiodV2.holder('gpiochip0 - 54 lines:')).toBeUndefined();
  });

  test('an edge has the time at which the kernel saw it', () => {
    // Version 1 does not pad the nanoseconds.
    expect(gpiodV1.edge('17 1 3 37644944')).toEqual({ line: 17, active: true, kernelMs: 3037.644944 });
    expect(gpiodV1.edge('17 0 3 581116986')).toEqual({ line: 17, active: false, kernelMs: 3581.116986 });
    expect(gpiodV2.edge('17 1 7.544234391')).toEqual({ line: 17, active: true, kernelMs: 7544.234391 });
    expect(gpiodV2.edge('17 2 8.080136213')).toEqual({ line: 17, active: false, kernelMs: 8080.136213 });
    for (const { edge } of [gpiodV1, gpiodV2]) expect(edge('gpiomon: error')).toBeUndefined();
  });
});
