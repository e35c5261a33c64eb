import { parseArgs } from 'node:util';
import { ExpectedError } from '../../contract/error.ts';
import { resolveSecret } from '../configuration/secrets.ts';
import { diagnoseConnection } from '../doctor/check-servers.ts';
import { count, formatDiagnosis } from '../doctor/diagnosis.ts';
import { readTenants } from '../doctor/examine.ts';
import {
  chooseConnections,
  connectionsOf,
  testConnections,
  type TestedConnection,
  toConnectionTest,
} from '../doctor/test-connections.ts';
import { readEnvironment } from '../environment.ts';
import type { Command } from './command.ts';
import { withDatabase } from './with-database.ts';

export const testConnection: Command = {
  name: 'test-connection',
  summary: 'connect to mail servers and sign in, and say at which step it fails and how to mend it',
  usage: `postroom test-connection [TENANT | TENANT/SERVER]... [--json]

Connects to the mail servers of the configuration, incoming and outgoing, by the protocol, proxy and credentials that
the backend uses, signs in and looks for the folders; changes and sends nothing. Without names: to all of them. Run it
in the environment of the backend: the secrets are looked up here. Exit status 1 if any fails.

The steps: settings, token, proxy, name, connect, encrypt, sign-in, mailbox (folders and permissions), mail.

  --json  one JSON document instead of lines`,

  async run(args, io) {
    const options = { json: { type: 'boolean', default: false } } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const { settings } = readEnvironment(io.env, io.cwd);
    const tested: TestedConnection[] = [];
    await withDatabase(io, async (db) => {
      const all = (await readTenants(db)).flatMap(connectionsOf);
      const chosen = chooseConnections(all, positionals);
      if (chosen.length === 0) {
        throw new ExpectedError('not-found', 'No mail server is configured: begin with postroom apply FILE.');
      }
      const secrets = {
        resolve: (reference: string) => resolveSecret(reference, io.env),
        baseFolder: settings.dataFolder,
      };
      await testConnections(chosen, secrets, (one) => {
        tested.push(one);
        if (values.json) return;
        for (const diagnosis of diagnoseConnection(one, false))
          for (const line of formatDiagnosis(diagnosis)) io.out(line);
      });
    });
    const failures = tested.filter(({ trial }) => !trial.works).length;
    if (values.json) {
      const connections = tested.map((one) => ({ tenant: one.connection.tenant, ...toConnectionTest(one) }));
      io.out(JSON.stringify({ ok: failures === 0, connections }, null, 2));
    } else {
      io.out('');
      io.out(failures === 0 ? 'All work.' : `${count(failures, 'failure')} of ${tested.length}.`);
    }
    return failures === 0 ? 0 : 1;
  },
};
