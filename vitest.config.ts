import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{protocol,hardware,edge,hub,dashboard,cli,test}/**/*.test.{ts,tsx}'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
