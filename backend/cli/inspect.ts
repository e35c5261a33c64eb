import { readdir, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Inspection } from '../../contract/domain/inspection.ts';
import { formatFinding } from '../configuration/finding.ts';
import { readConfigurationFile } from '../configuration/read-configuration.ts';
import { sayFileProblem } from '../file-problem.ts';
import {
  type ConfiguredRoutes,
  configuredRoutes,
  inspectMail,
  inspectNothing,
} from '../intake/inspect-mail.ts';
import { readMailHeaders } from '../intake/mail-headers.ts';
import { type Authenticator, openAuthenticator } from '../mail/authentication/authenticator.ts';
import { noCircumstances } from '../mail/authentication/circumstances.ts';
import { type MailReader, createMailReader } from '../mail/mime/mail-reader.ts';
import { type Command, type CommandIo, WrongUsage } from './command.ts';
import { describeInspection } from './describe-inspection.ts';
import { type MailRoom, openMailRoom, readMailFile } from './read-mail-file.ts';

const usage = `postroom inspect FILE… [--json] [--config FILE] [--explain] [--dns]

Says how Postroom reads mails: sender, recipients, text, attachments, what was wrong with them, and with --config
the service access and group that they would get and why, and the rules that would fire. FILE may be - for standard
input, or a folder, of which all .eml files are read. Nothing is stored and no database is used.

  --json         one JSON line for each file, in the order given (schema: inspection in contract/)
  --config FILE  a configuration file as postroom apply takes it
  --explain      with --config: every rule, with the condition that held or failed
  --dns          ask the name system for keys and policies, to tell authentic mail from forged; else nothing is asked

Exit status 0 however bad a mail is, 1 if a file could not be read or is far too large, 2 for wrong usage.`;

/** `postroom inspect`: takes thousands of files in one call, and no mail ends it. */
export const inspect: Command = {
  name: 'inspect',
  summary: 'say how mail files are read and where they would go',
  usage,
  async run(args, io) {
    const asked = readArguments(args);
    if (asked.explain && asked.config === null)
      io.err('--explain tells of the rules of --config FILE; without it there are none');
    const routes = asked.config === null ? null : await readRoutes(asked.config, io);
    if (routes === 'unusable') return 2;
    const readers = {
      reader: createMailReader({ threads: availableParallelism() }),
      authenticator: openAuthenticator({ network: asked.dns }),
      room: openMailRoom(routes?.maximumMessageBytes),
    };
    try {
      const inspectOne = (file: string) => inspectFile(file, readers, { routes, explain: asked.explain }, io);
      return await inspectAll(asked.files, inspectOne, io, (inspection) => {
        if (asked.json) io.out(JSON.stringify(inspection));
        else for (const line of describeInspection(inspection)) io.out(line);
      });
    } finally {
      await Promise.all([readers.reader.stop(), readers.authenticator.stop()]);
    }
  },
};

interface Arguments {
  readonly files: readonly string[];
  readonly json: boolean;
  readonly config: string | null;
  readonly dns: boolean;
  readonly explain: boolean;
}

interface Readers {
  readonly reader: MailReader;
  readonly authenticator: Authenticator;
  readonly room: MailRoom;
}

function readArguments(args: string[]): Arguments {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      config: { type: 'string' },
      dns: { type: 'boolean', default: false },
      explain: { type: 'boolean', default: false },
    },
  });
  if (positionals.length === 0) throw new WrongUsage('name the mail files, or - for standard input');
  return { ...values, files: positionals, config: values.config ?? null };
}

async function readRoutes(file: string, io: CommandIo): Promise<ConfiguredRoutes | 'unusable'> {
  const { configuration, findings } = await readConfigurationFile(file, io.cwd);
  for (const finding of findings) io.err(formatFinding(finding));
  return configuration === null ? 'unusable' : configuredRoutes(configuration);
}

/** Files read ahead of the one that is printed next: enough to keep all processes busy, few enough for the memory. */
const ahead = 16;

async function inspectAll(
  named: readonly string[],
  inspectOne: (file: string) => Promise<Inspection>,
  io: CommandIo,
  print: (inspection: Inspection) => void,
): Promise<number> {
  const pending: Promise<Inspection>[] = [];
  let status = 0;
  const printNext = async () => {
    const inspection = await pending.shift();
    if (!inspection || io.signal.aborted) return;
    if (!inspection.ok) status = 1;
    print(inspection);
  };
  for await (const file of expand(named, io)) {
    if (io.signal.aborted) break;
    const inspecting = inspectOne(file);
    // Where one before it fails, nobody waits for it any more.
    inspecting.catch(() => undefined);
    pending.push(inspecting);
    if (pending.length >= ahead) await printNext();
  }
  while (pending.length > 0) await printNext();
  return io.signal.aborted ? 1 : status;
}

/** Files as named; a folder stands for its .eml files at any depth, in the order of their names, or has none to read. */
async function* expand(named: readonly string[], io: CommandIo): AsyncGenerator<string> {
  for (const file of named) {
    const found = file === '-' ? null : await stat(resolve(io.cwd, file)).catch(() => null);
    if (!found?.isDirectory()) {
      yield file;
      continue;
    }
    const inside = await readdir(resolve(io.cwd, file), { recursive: true, withFileTypes: true });
    const mails = inside
      .filter((entry) => entry.isFile() && /\.eml$/i.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name));
    if (mails.length === 0) yield file;
    yield* mails.sort();
  }
}

async function inspectFile(
  file: string,
  { reader, authenticator, room }: Readers,
  { routes, explain }: { readonly routes: ConfiguredRoutes | null; readonly explain: boolean },
  io: CommandIo,
): Promise<Inspection> {
  let isRead = false;
  try {
    return await readMailFile(file, io, room, async (raw) => {
      isRead = true;
      const [content, authentication] = await Promise.all([
        reader.read(raw, routes?.defaultDomain, routes?.maximumMessageBytes),
        authenticator.check(raw, routes?.circumstances ?? noCircumstances),
      ]);
      const mail = { content, headers: readMailHeaders(raw), size: raw.length };
      return inspectMail(file, mail, authentication, routes, explain);
    });
  } catch (error) {
    if (isRead) throw error;
    const isFolder = error instanceof Error && 'code' in error && error.code === 'EISDIR';
    const problem = isFolder
      ? 'The folder holds no .eml files.'
      : `The file cannot be read: ${sayFileProblem(error)}`;
    return inspectNothing(file, problem);
  }
}
