import { readFileSync } from 'node:fs';
import { NotUtf8, textOf } from '../../protocol/ground/text.ts';
import { inUsualSigns } from '../../protocol/ground/usual-signs.ts';
import { defaultTemplates } from './default-templates.ts';
import { pngSize } from './png.ts';
import { readTemplate, showsLogo, type Template } from './template.ts';

/** As the configuration names them; both may be left out. */
export interface LayoutFiles {
  readonly template?: string | undefined;
  readonly logo?: string | undefined;
}

/** What a printer's tickets look like. */
export interface Layout {
  readonly template: Template;
  /** A PNG, base64. */
  readonly logo: string | null;
}

export interface LayoutFault {
  readonly file: keyof LayoutFiles;
  readonly message: string;
}

/** The head reaches 576 dots of 80 mm, 384 of 58 mm. */
export const paperDots = (width: 80 | 58): number => (width === 80 ? 576 : 384);

/** 75 mm: more is a ticket's worth of paper. */
const LOGO_HIGHEST_DOTS = 600;

/** Reads a layout's files, paths meant from the working directory. What is wrong with them is told; the rest is usable all the same. */
export function readLayout(
  files: LayoutFiles,
  width: 80 | 58,
): { readonly layout: Layout; readonly faults: readonly LayoutFault[] } {
  const faults: LayoutFault[] = [];
  const fault = (file: LayoutFault['file'], message: string): void => {
    faults.push({ file, message });
  };
  const read = (file: LayoutFault['file']): Buffer | null => {
    const path = files[file];
    if (path === undefined) return null;
    try {
      return readFileSync(path);
    } catch {
      fault(file, `${path} cannot be read; check its name and its permissions`);
      return null;
    }
  };
  const readText = (file: LayoutFault['file']): string | null => {
    const bytes = read(file);
    try {
      return bytes === null ? null : inUsualSigns(textOf(bytes));
    } catch (error) {
      if (!(error instanceof NotUtf8)) throw error;
      fault(file, error.message);
      return null;
    }
  };
  const own = readText('template');
  const { template, faults: inTemplate } = readTemplate(own ?? defaultTemplates[width]);
  for (const each of inTemplate) fault('template', each);
  const logo = read('logo');
  const inLogo = logo === null ? null : logoFault(logo, width);
  if (inLogo !== null) fault('logo', inLogo);
  if (showsLogo(template) && own !== null && files.logo === undefined)
    fault('template', '{logo} has nothing to show; name a PNG file under logo');
  if (!showsLogo(template) && files.logo !== undefined)
    fault('logo', 'the template never shows it; give {logo} a line there');
  return { layout: { template, logo: logo === null || inLogo !== null ? null : logo.toString('base64') }, faults };
}

function logoFault(file: Buffer, width: 80 | 58): string | null {
  const size = pngSize(file);
  if (size === null) return 'this is no whole PNG file; save it as PNG again';
  const dots = paperDots(width);
  if (size.width > dots)
    return `it is ${size.width} dots wide, and ${width} mm paper holds ${dots}; make it smaller (8 dots are a millimetre)`;
  return size.height > LOGO_HIGHEST_DOTS
    ? `it is ${size.height} dots high; make it ${LOGO_HIGHEST_DOTS} or less (8 dots are a millimetre)`
    : null;
}
