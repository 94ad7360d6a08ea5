/** The 40 pins of a Raspberry Pi's header (models 2 to 5), by the number printed on the board: the BCM number, or what it feeds. */
// biome-ignore format: a row of the board a row
export const HEADER: readonly (number | '3V3' | '5V' | 'GND')[] = [
  '3V3', '5V',
  2, '5V',
  3, 'GND',
  4, 14,
  'GND', 15,
  17, 18,
  27, 'GND',
  22, 23,
  '3V3', 24,
  10, 'GND',
  9, 25,
  11, 8,
  'GND', 7,
  0, 1,
  5, 'GND',
  6, 12,
  13, 'GND',
  19, 16,
  26, 20,
  'GND', 21,
];

/**
 * Pins that other hardware on a counter's Pi may need, by BCM number: a HAT's identity, I2C, 1-wire, SPI, the serial console, and the
 * I2S of sound HATs. GPIO 3 also wakes a halted Pi. What is left (5, 6, 12, 13, 16, 17, 22–27) is free on Pi 3, 4 and 5 unless an
 * overlay takes it.
 */
export const RESERVED: ReadonlyMap<number, string> = new Map([
  [0, 'HAT ID'],
  [1, 'HAT ID'],
  [2, 'I2C SDA'],
  [3, 'I2C SCL'],
  [4, '1-Wire'],
  [7, 'SPI CE1'],
  [8, 'SPI CE0'],
  [9, 'SPI MISO'],
  [10, 'SPI MOSI'],
  [11, 'SPI SCLK'],
  [14, 'UART TX'],
  [15, 'UART RX'],
  [18, 'I2S CLK'],
  [19, 'I2S FS'],
  [20, 'I2S DIN'],
  [21, 'I2S DOUT'],
]); // prettier-ignore
