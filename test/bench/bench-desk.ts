import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createTransport, type SendMailOptions } from 'nodemailer';
import type { Page } from 'playwright-core';
import { openWebEdition } from '../e2e/editions.ts';
import { signInPage } from '../e2e/pages/sign-in-page.ts';
import { startBackendProcess } from '../world/backend.ts';

export interface BenchDesk extends AsyncDisposable {
  /** The web edition, with the agent signed in and not ready. */
  readonly page: Page;
  /** Hands a mail over by SMTP; resolves when it was taken. */
  readonly receive: (mail: SendMailOptions) => Promise<void>;
}

/** A backend with one group and one agent who may hold many, and the screen of that agent. */
export async function openBenchDesk(): Promise<BenchDesk> {
  await using open = new AsyncDisposableStack();
  const profile = await mkdtemp(path.join(os.tmpdir(), 'postroom-bench-'));
  open.defer(() => rm(profile, { recursive: true, force: true }));
  const backend = open.use(
    await startBackendProcess({
      configuration: {
        version: 1,
        tenants: [
          {
            key: 'desk',
            name: 'Desk',
            culture: 'en-US',
            serviceGroups: [{ key: 'help', name: 'Help', email: 'help@desk.example', offerSeconds: 600 }],
            serviceAccesses: [{ name: 'Help', address: 'help@desk.example', group: 'help' }],
            agents: [
              { login: 'anna', name: 'Anna', groups: ['help'], password: '${AGENT_PASSWORD}', capacity: 100 },
            ],
          },
        ],
      },
      env: { AGENT_PASSWORD: 'secret', POSTROOM_LOG: 'warn' },
    }),
  );
  const { page } = open.use(await openWebEdition({ backend: backend.url, profile }));
  await signInPage(page).signIn('anna', 'secret');
  const transport = createTransport({ host: '127.0.0.1', port: backend.smtpPort ?? 0, ignoreTLS: true });
  const all = open.move();
  return {
    page,
    async receive(mail) {
      await transport.sendMail({ from: 'customer@example.com', to: 'help@desk.example', ...mail });
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
