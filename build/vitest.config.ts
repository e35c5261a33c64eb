import { playwright } from '@vitest/browser-playwright';
import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The browser of the tests: the system's, since nothing is downloaded. */
const executablePath = process.env['POSTROOM_CHROMIUM'] ?? '/usr/bin/chromium';

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
        test: {
          // In a real browser: the editor, the sanitiser and the parts of the screen.
          name: 'renderer',
          include: ['renderer/**/*.test.{ts,tsx}'],
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
          // Whole processes and real servers: one file after the other on two cores.
          name: 'system',
          include: ['test/**/*.test.ts'],
          exclude: ['test/bench/**'],
          environment: 'node',
          globalSetup: ['backend/db/test-database-server.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
        },
      },
    ],
  },
});
