import type { Pop3Connection } from './pop3-connection.ts';
import { Pop3Refusal, Pop3Violation } from './pop3-errors.ts';

/** What CAPA says (RFC 2449), in capitals: arguments by name. */
export type Capabilities = ReadonlyMap<string, string>;

const longestList = 64 * 1024;
const longestLoginDelay = 3600;

/** @returns null where the server does not know the command */
export async function readCapabilities(connection: Pop3Connection): Promise<Capabilities | null> {
  try {
    const { body, whole } = await connection.multiLine('CAPA', longestList);
    if (!whole) throw new Pop3Violation('its list of capabilities has no end');
    const lines = body.toString('latin1').toUpperCase().split(/\r?\n/);
    return new Map(
      lines.flatMap((line) => {
        const [name = '', ...rest] = line.trim().split(/\s+/);
        return name === '' ? [] : [[name, rest.join(' ')] as const];
      }),
    );
  } catch (error) {
    if (error instanceof Pop3Refusal) return null;
    throw error;
  }
}

/** The seconds that must lie between two sign-ins (RFC 2449, 6.5), an hour at most; 0 where none must. */
export function readLoginDelay(capabilities: Capabilities | null): number {
  const seconds = Number.parseInt(capabilities?.get('LOGIN-DELAY') ?? '0', 10);
  return Number.isNaN(seconds) ? 0 : Math.min(Math.max(seconds, 0), longestLoginDelay);
}
