import { parseArgs } from 'node:util';
import { exportConfiguration, formatYaml } from '../configuration/export-configuration.ts';
import type { Command } from './command.ts';
import { withDatabase } from './with-database.ts';

export const exportCommand: Command = {
  name: 'export',
  summary: 'print the configuration as a file that apply takes',
  usage: `postroom export [--tenant KEY]

Prints the configuration as YAML; applying it changes nothing. Secrets appear as the references they were given as.`,
  async run(args, io) {
    const { values } = parseArgs({ args, options: { tenant: { type: 'string' } } });
    return withDatabase(io, async (db) => {
      io.out(formatYaml(await exportConfiguration(db, values.tenant)).trimEnd());
      return 0;
    });
  },
};
