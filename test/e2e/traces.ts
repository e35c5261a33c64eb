import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach } from 'vitest';
import type { BackendProcess } from '../world/backend.ts';

const folder = process.env['POSTROOM_PICTURES'];

/** A picture of the screen, for people to look at, in the folder of POSTROOM_PICTURES; without it nothing is done. */
export async function takePicture(page: Page, name: string): Promise<void> {
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
}

/** Prints what the backend logged whenever a test of the file fails. */
export function showLogOfFailures(backend: () => BackendProcess | undefined): void {
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') console.error(`The backend's log:\n${backend()?.log() ?? '(none)'}`);
  });
}
