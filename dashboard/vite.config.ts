import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';
import { flexGaps } from './build/flex-gaps.ts';

const pages = ['index', 'board', 'kiosk', 'staff', 'sign-in', 'people', 'ticket', 'accuracy', 'bench'];
const here = (path: string) => decodeURIComponent(new URL(path, import.meta.url).pathname);

/** One build for hub, lead and demo: each serves the pages that are its own. What a page loads is named from its server's own base (protocol/wire/transport/built-pages.ts), for `/t/{code}` lies deeper. */
export default defineConfig({
  plugins: [preact({ devToolsEnabled: false, prefreshEnabled: false })],
  base: './',
  css: { postcss: { plugins: [flexGaps] } },
  build: {
    outDir: '../dist/dashboard',
    emptyOutDir: true,
    // What screens on walls still run: README names them, and test/old-browser.test.ts opens each page in the oldest.
    target: ['chrome80', 'firefox78', 'safari13.1'],
    // A policy of `default-src 'self'` allows no inline script, and images only where they are named.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: Object.fromEntries(pages.map((page) => [page, here(`./${page}.html`)])) },
  },
});
