import { chromium, type Browser } from 'playwright-core';

/** The one browser behind all windows. It ends with this process: they are joined by a pipe. */
export function launchChromium(): Promise<Browser> {
  const port = process.env['STAND_IN_CDP_PORT'];
  return chromium.launch({
    executablePath: process.env['STAND_IN_CHROMIUM'] ?? '/usr/bin/chromium',
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      ...(port ? [`--remote-debugging-port=${port}`] : []),
    ],
  });
}
