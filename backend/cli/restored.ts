import { parseArgs } from 'node:util';
import { count } from '../doctor/diagnosis.ts';
import { holdAfterRestore } from '../mail/outbox/hold-after-restore.ts';
import type { Command } from './command.ts';
import { withDatabase } from './with-database.ts';

export const restored: Command = {
  name: 'restored',
  summary: 'after restoring a backup, before the backend starts: have nothing sent a second time',
  usage: `postroom restored

What was to be sent when a backup was made may have been sent since. Call this once the backup is restored, and before
any backend runs on it: such mails wait under Outgoing for a person to say whether they arrived, and mail from before
now that is taken in once more is not confirmed again. Mail that mailboxes still hold comes in by itself.`,
  async run(args, io) {
    parseArgs({ args, options: {} });
    const { outgoing, automatic } = await withDatabase(io, holdAfterRestore);
    io.out(
      outgoing === 0
        ? 'No mail was about to be sent.'
        : `${count(outgoing, 'mail')} may have been sent since the backup: decide on each under Outgoing.`,
    );
    if (automatic > 0) io.out(`${count(automatic, 'automatic mail')} suppressed.`);
    return 0;
  },
};
