import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { calls, type CallName, type Calls, type Reply } from '../../contract/desktop.ts';
import { ExpectedError, type Failure } from '../../contract/error.ts';
import type { HostLog } from './host-log.ts';

/** One function for each call of the contract; a missing one is a type error. */
export type HandlerTable = {
  readonly [K in CallName]: (
    input: z.output<Calls[K]['input']>,
  ) => Promise<z.input<Calls[K]['output']>> | z.input<Calls[K]['output']>;
};

/** Runs a call: parse the input, run, parse the output, wrap. Never throws. */
export type Dispatch = (name: string, input: unknown) => Promise<Reply<unknown>>;

export function createDispatch(handlers: HandlerTable, log: HostLog): Dispatch {
  return async (name, input) => {
    if (!isCallName(name)) return refuse(`there is no call ${JSON.stringify(name.slice(0, 100))}`);
    const schemas: { readonly input: z.ZodType; readonly output: z.ZodType } = calls[name];
    const parsed = schemas.input.safeParse(input);
    if (!parsed.success) return refuse(`${name}: ${z.prettifyError(parsed.error)}`);
    try {
      const run = handlers[name] as (value: unknown) => unknown;
      return { ok: true, value: schemas.output.parse(await run(parsed.data)) };
    } catch (cause) {
      return { ok: false, error: toFailure(name, cause, log) };
    }
  };
}

/** Own names only: `constructor` and `__proto__` are no calls. */
function isCallName(name: string): name is CallName {
  return Object.hasOwn(calls, name);
}

function refuse(message: string): Reply<unknown> {
  return { ok: false, error: { code: 'invalid-input', message } };
}

function toFailure(name: CallName, cause: unknown, log: HostLog): Failure {
  if (cause instanceof ExpectedError) return cause.toFailure();
  const reference = randomUUID();
  log.error(`${name} failed`, cause, { reference });
  return { code: 'internal', message: `${name} failed; see ${reference} in the log`, detail: { reference } };
}
