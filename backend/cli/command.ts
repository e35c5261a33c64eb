/** What a command of `postroom` may touch: so a test can run one without a process. */
export interface CommandIo {
  readonly stdin: NodeJS.ReadableStream;
  /** One line to standard output or standard error, without its line end. */
  out(line: string): void;
  err(line: string): void;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute; relative arguments count from here. */
  readonly cwd: string;
  /** Aborted when the person interrupts the command. */
  readonly signal: AbortSignal;
}

/** Thrown by `run` for arguments that make no sense: said with the usage of the command, exit status 2. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage';
}

/** A subcommand of `postroom`; `run` resolves to the exit status: 0 done, 1 failed, 2 wrong usage. */
export interface Command {
  readonly name: string;
  /** One line for `postroom --help`. */
  readonly summary: string;
  /** For `postroom help <name>` and after wrong usage. */
  readonly usage: string;
  run(args: string[], io: CommandIo): Promise<number>;
}
