import { setTimeout as delay } from 'node:timers/promises';
import { assertNever } from '../../contract/assert-never.ts';
import type { KillableBackend } from './killable-backend.ts';
import type { SeededRandom } from './seeded-random.ts';

/** What is killed: the backend, its database under it, both, or the backend twice: once more while it starts. */
export type Fault = 'backend' | 'database' | 'both' | 'starting';

export interface PlannedFault {
  readonly fault: Fault;
  /** How long the work goes on before, in milliseconds. */
  readonly after: number;
  /** Of `starting`: how long the backend has been starting when it is killed again. */
  readonly starting: number;
}

export function planFaults(random: SeededRandom, count: number): readonly PlannedFault[] {
  return Array.from({ length: count }, () => ({
    fault: random.pick<Fault>(['backend', 'backend', 'database', 'both', 'starting']),
    after: random.between(0, 700),
    starting: random.between(50, 1200),
  }));
}

/**
 * Work comes in as many shares as there are faults, and one before the first start. While a share comes the fault
 * strikes, at its moment; then the backend is started again, unless its database alone was killed: that it has to
 * get over by itself.
 */
export async function inflictFaults(
  backend: KillableBackend,
  faults: readonly PlannedFault[],
  bringShare: (share: number) => Promise<void>,
): Promise<void> {
  for (const [number, planned] of faults.entries()) {
    const bringing = bringShare(number + 1);
    // Looked at below; a fault in between shall not make it an unhandled one.
    bringing.catch(() => undefined);
    await delay(planned.after);
    await inflict(backend, planned);
    await bringing;
  }
}

async function inflict(backend: KillableBackend, { fault, starting }: PlannedFault): Promise<void> {
  switch (fault) {
    case 'backend':
      await backend.kill();
      return backend.start();
    case 'database':
      await backend.killDatabase();
      return;
    case 'both':
      await backend.killDatabase();
      await backend.kill();
      return backend.start();
    case 'starting': {
      await backend.kill();
      const cut = backend.start().catch(() => undefined);
      await delay(starting);
      await backend.kill();
      await cut;
      return backend.start();
    }
    default:
      return assertNever(fault);
  }
}

/** The numbers from 1 to `count` in `shares` runs of nearly the same length. */
export function divide(count: number, shares: number): readonly (readonly number[])[] {
  return Array.from({ length: shares }, (_, share) => {
    const from = Math.floor((count * share) / shares);
    const to = Math.floor((count * (share + 1)) / shares);
    return Array.from({ length: to - from }, (__, index) => from + index + 1);
  });
}
