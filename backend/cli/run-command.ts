import { ExpectedError } from '../../contract/error.ts';
import { type Command, type CommandIo, WrongUsage } from './command.ts';

/** Runs a command; what it refuses is said, wrong arguments with its usage. @returns the exit status */
export async function runCommand(command: Command, args: readonly string[], io: CommandIo): Promise<number> {
  try {
    return await command.run([...args], io);
  } catch (error) {
    const wrong = usageProblem(error);
    if (wrong !== null) {
      io.err(`postroom ${command.name}: ${wrong}`);
      io.err(command.usage);
      return 2;
    }
    if (error instanceof ExpectedError) {
      io.err(`postroom ${command.name}: ${error.message}`);
      return 1;
    }
    throw error;
  }
}

function usageProblem(error: unknown): string | null {
  if (error instanceof WrongUsage) return error.message;
  if (!(error instanceof TypeError && 'code' in error)) return null;
  if (!String(error.code).startsWith('ERR_PARSE_ARGS')) return null;
  // `parseArgs` of node:util goes on about `--`, which hardly anybody meant.
  return error.message.split(/\. (?:To specify|Did you)/)[0] ?? error.message;
}
