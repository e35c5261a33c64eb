import { parseArgs } from 'node:util';
import { openDatabaseServer } from '../database-server.ts';
import { migrate } from '../db/migrate.ts';
import { readEnvironment } from '../environment.ts';
import type { Command } from './command.ts';

export const migrateCommand: Command = {
  name: 'migrate',
  summary: 'bring the database to the newest schema',
  usage: `postroom migrate

Applies the migrations that the database lacks. A starting backend does so too; several at once do no harm.`,
  async run(args, io) {
    parseArgs({ args, options: {} });
    const { settings, warnings } = readEnvironment(io.env, io.cwd);
    for (const warning of warnings) io.err(warning);
    const server = await openDatabaseServer(settings, { role: 'command', signal: io.signal });
    try {
      const applied = await migrate(server.connection);
      for (const name of applied) io.out(`applied ${name}`);
      if (applied.length === 0) io.out('The database has the newest schema already.');
      return 0;
    } finally {
      await server.stop();
    }
  },
};
