import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{protocol,hardware,edge,hub,dashboard,cli,test}/**/*.test.{ts,tsx}'],
    // Of a busy machine, not of what is waited for.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 15_000 } },
  },
});
