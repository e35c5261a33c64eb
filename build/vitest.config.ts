import { playwright } from '@vitest/browser-playwright';
import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Test data that is no part of the product; tests say so and skip where it is absent. */
const corpora =
  process.env['POSTROOM_CORPORA'] ?? fileURLToPath(new URL('../../shared/corpora', import.meta.url));

/** The browser of the tests: the system's, since nothing is downloaded. */
const executablePath = process.env['POSTROOM_CHROMIUM'] ?? '/usr/bin/chromium';

const wholeProcesses = {
  environment: 'node' as const,
  globalSetup: ['backend/db/test-database-server.ts'],
  testTimeout: 240_000,
  // Conditions are waited for, however busy the machine; the default of a second is a race.
  expect: { poll: { timeout: 20_000 } },
};

export default defineConfig({
  root,
  test: {
    testTimeout: 30_000,
    hookTimeout: 120_000,
    projects: [
      {
        root,
        test: {
          name: 'node',
          include: ['{contract,backend,electron,dictionaries,build}/**/*.test.ts'],
          exclude: ['**/node_modules/**'],
          environment: 'node',
          globalSetup: ['backend/db/test-database-server.ts'],
        },
      },
      {
        root,
        plugins: [react()],
        // All at the start: a dependency found in the middle of a run would be bundled with a second copy of React.
        optimizeDeps: { entries: ['renderer/**/*.{ts,tsx}'] },
        server: { fs: { allow: [root, corpora] } },
        test: {
          // In a real browser: the editor, the sanitiser and the parts of the screen.
          name: 'renderer',
          include: ['renderer/**/*.test.{ts,tsx}'],
          provide: { corpora },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { executablePath, args: ['--no-sandbox', '--disable-background-networking'] },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        root,
        test: {
          // The whole program and its screens: one file after the other on two cores.
          name: 'system',
          include: ['test/{command,e2e,electron-on-chromium,reading,screens}/**/*.test.ts'],
          fileParallelism: false,
          ...wholeProcesses,
        },
      },
      {
        root,
        test: {
          // With real mail servers, which wait for most of their time: for what was cut off or killed to be missed.
          name: 'mail',
          include: ['test/{conformance,faults,mail,world}/**/*.test.ts'],
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
          ...wholeProcesses,
        },
      },
    ],
  },
});
