import { parseArgs } from 'node:util';
import type { HashingProgress } from '../configuration/agent-passwords.ts';
import { applyConfiguration } from '../configuration/apply-configuration.ts';
import { checkServerSecrets } from '../configuration/check-server-secrets.ts';
import { formatChange } from '../configuration/change.ts';
import { formatFinding } from '../configuration/finding.ts';
import { readConfigurationFile } from '../configuration/read-configuration.ts';
import { type Command, type CommandIo, WrongUsage } from './command.ts';
import { withDatabase } from './with-database.ts';

const usage = `postroom apply FILE [--dry-run]

Makes the tenants that FILE (YAML or JSON) describes what it says: mail servers, service accesses and groups, agents,
templates, response files. Applying it again changes nothing. Running backends take the change up at once. What the
file no longer lists is set aside with its mail, not deleted. Errors name file, line and path; with one among them
nothing is applied.

  --dry-run  say what would change, and change nothing`;

export const apply: Command = {
  name: 'apply',
  summary: 'make the configuration what a file says',
  usage,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { 'dry-run': { type: 'boolean', default: false } },
    });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new WrongUsage('name one configuration file');
    const { configuration, findings, place } = await readConfigurationFile(file, io.cwd);
    for (const finding of findings) io.err(formatFinding(finding));
    if (!configuration) return 1;
    for (const finding of await checkServerSecrets(configuration, io.env))
      io.err(formatFinding(place(finding)));
    const dryRun = values['dry-run'];
    return withDatabase(io, async (db) => {
      const applied = await applyConfiguration(db, configuration, {
        env: io.env,
        dryRun,
        onProgress: sayNowAndThen(io),
      });
      for (const finding of applied.findings) io.err(formatFinding(place(finding)));
      if (applied.findings.some(({ severity }) => severity === 'error')) return 1;
      const several = configuration.tenants.length > 1;
      for (const change of applied.changes) io.out(formatChange(change, several));
      if (applied.changes.length === 0) io.out('Nothing to change.');
      else if (dryRun) io.out('Nothing was changed (--dry-run).');
      return 0;
    });
  },
};

/** What takes long says so, on standard error, every few seconds. */
function sayNowAndThen(io: CommandIo): HashingProgress {
  let said = performance.now();
  return (done, total) => {
    if (performance.now() - said < 3000) return;
    said = performance.now();
    io.err(`hashing passwords: ${done} of ${total}`);
  };
}
