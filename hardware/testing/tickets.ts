import { readLayout } from '../printer/layout-files.ts';
import type { TicketContent } from '../printer/printer.ts';
import type { Paper } from '../printer/ticket-layout.ts';

/** A ticket of the city's largest ward office. */
export function aTicket(changes: Partial<TicketContent> = {}): TicketContent {
  return {
    number: 'A012',
    office: { ja: '右京区役所', en: 'Ukyo Ward Office' },
    section: { ja: '市民窓口課', en: "Citizens' counter" },
    service: { ja: '住民票・証明書', en: 'Certificates' },
    waiting: 3,
    estimate: { lowMinutes: 20, highMinutes: 35 },
    issuedAt: Date.UTC(2026, 4, 7, 1, 32),
    timezone: 'Asia/Tokyo',
    url: 'https://matazu.example/t/k7Qd2mZx9aBc4fGh',
    reprint: false,
    ...changes,
  };
}

/** Matazu's own layout on a Shift_JIS printer, on a machine without fonts. */
export function aPaper(changes: Partial<Paper> = {}): Paper {
  const width = changes.width ?? 80;
  return { width, encoding: 'shift_jis', layout: readLayout({}, width).layout, typeface: null, ...changes };
}
