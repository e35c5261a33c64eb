import packageJson from '../../package.json' with { type: 'json' };
import { suggestName } from '../texts/nearest-name.ts';
import type { Command, CommandIo } from './command.ts';
import { runCommand } from './run-command.ts';

/** Loaded when they are called, so that each starts with no more than it needs. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./serve.ts')).serve,
  migrate: async () => (await import('./migrate.ts')).migrateCommand,
  apply: async () => (await import('./apply.ts')).apply,
  export: async () => (await import('./export.ts')).exportCommand,
  restored: async () => (await import('./restored.ts')).restored,
  doctor: async () => (await import('./doctor.ts')).doctor,
  'test-connection': async () => (await import('./test-connection.ts')).testConnection,
  inspect: async () => (await import('./inspect.ts')).inspect,
  import: async () => (await import('./import.ts')).importCommand,
  responses: async () => (await import('./responses.ts')).responses,
  dictionaries: async () => (await import('./dictionaries.ts')).dictionaries,
};

async function run([name, ...args]: readonly string[], io: CommandIo): Promise<number> {
  if (name === '--version') {
    io.out(`postroom ${packageJson.version}`);
    return 0;
  }
  if (name === undefined || name === '--help' || name === '-h' || (name === 'help' && args.length === 0)) {
    io.out(await overview());
    return name === undefined ? 2 : 0;
  }
  const wanted = name === 'help' ? (args[0] ?? '') : name;
  const load = Object.hasOwn(commands, wanted) ? commands[wanted] : undefined;
  if (!load) {
    io.err(
      `postroom: there is no command “${wanted}”${suggestName(wanted, Object.keys(commands))} (postroom --help lists them)`,
    );
    return 2;
  }
  const command = await load();
  if (name === 'help' || args[0] === '--help' || args[0] === '-h') {
    io.out(command.usage);
    return 0;
  }
  return runCommand(command, args, io);
}

async function overview(): Promise<string> {
  const all = await Promise.all(Object.values(commands).map((load) => load()));
  const width = Math.max(...all.map(({ name }) => name.length));
  return [
    'postroom <command> [arguments]',
    '',
    ...all.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'postroom help <command> tells more.',
  ].join('\n');
}

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // The second time in earnest.
    if (interrupted.signal.aborted) process.exit(130);
    interrupted.abort();
  });
}
// Whoever read our output has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

try {
  process.exitCode = await run(process.argv.slice(2), {
    stdin: process.stdin,
    out: (line) => {
      process.stdout.write(`${line}\n`);
    },
    err: (line) => {
      process.stderr.write(`${line}\n`);
    },
    env: process.env,
    cwd: process.cwd(),
    signal: interrupted.signal,
  });
} catch (error) {
  process.stderr.write(`postroom: ${error instanceof Error ? error.message : String(error)}\n`);
  if (process.env['POSTROOM_LOG'] === 'debug') console.error(error);
  process.exitCode = 1;
}
// Where writing does not wait by itself: all of it out before the end.
await new Promise((resolve) => process.stdout.write('', resolve));
