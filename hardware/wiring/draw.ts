import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { benchDrawing } from './drawing/bench.ts';
import { type PanelPins, panelDrawing } from './drawing/panel.ts';
import { signsDrawing } from './drawing/signs.ts';

/** This file runs from here, or from its compiled copy in `dist/`. */
const folder = fileURLToPath(new URL('../../hardware/wiring/', import.meta.url.replace('/dist/', '/')));

/** Every drawing of the folder by its file's name. */
export function drawings(): ReadonlyMap<string, string> {
  const pins = JSON.parse(readFileSync(`${folder}panel-pins.json`, 'utf8')) as PanelPins;
  return new Map([
    ['bench.svg', benchDrawing()],
    ['panel.svg', panelDrawing(pins)],
    ['signs.svg', signsDrawing()],
  ]);
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const [name, drawing] of drawings()) writeFileSync(`${folder}${name}`, drawing);
