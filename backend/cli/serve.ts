import { parseArgs } from 'node:util';
import { readEnvironment } from '../environment.ts';
import { openLog } from '../log.ts';
import { runBackend } from '../main.ts';
import type { Command } from './command.ts';

export const serve: Command = {
  name: 'serve',
  summary: 'run the routing backend until it is told to stop',
  usage: `postroom serve [--demonstration]

Runs the routing backend: mail in and out, routing, and the API under /api. Prints one line with its address once
it answers, and logs JSON lines to standard error.

  --demonstration  set up an invented company with agents and mail; what it sends stays on this machine

Environment: DATABASE_URL (PostgreSQL 15 or newer; without it the embedded one), POSTROOM_DATA (default .data),
POSTROOM_HTTP (default 127.0.0.1:8420), POSTROOM_SMTP (host:port of a listener for mail handed over by MX or
forwarding; default none), POSTROOM_LOG (default info).`,

  async run(args, io) {
    const { values } = parseArgs({ args, options: { demonstration: { type: 'boolean', default: false } } });
    const { settings, warnings } = readEnvironment(io.env, io.cwd);
    for (const warning of warnings) io.err(warning);
    const log = openLog(settings.logLevel);
    await runBackend(
      { settings, demonstration: values.demonstration, env: io.env, log, signal: io.signal },
      ({ url, smtpPort }) => {
        if (smtpPort !== null) io.out(`Mail is taken over by SMTP on port ${smtpPort}.`);
        io.out(`Postroom is ready: ${url}`);
      },
    );
    return 0;
  },
};
