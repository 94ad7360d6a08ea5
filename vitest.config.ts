import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{protocol,hardware,edge,hub,dashboard,cli,test}/**/*.test.{ts,tsx}'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Of a busy machine, not of what is waited for.
    expect: { poll: { timeout: 15_000 } },
  },
});
