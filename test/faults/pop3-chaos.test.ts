import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pop3Server } from '../../contract/domain/mail-server.ts';
import { openTestDatabase, type TestDatabase } from '../../backend/db/test-database.ts';
import { runPop3Session } from '../../backend/mail/pop3/pop3-session.ts';
import { configureTenant } from '../world/configured-tenant.ts';
import { composeMail, readMailNumber } from '../world/mail-samples.ts';
import {
  type Pop3StandIn,
  type StandInMail,
  type StandInSession,
  startPop3StandIn,
} from '../world/pop3-stand-in.ts';
import { type SeededRandom, seedRandom } from './seeded-random.ts';

let world: TestDatabase;
beforeAll(async () => {
  world = await openTestDatabase({ jobs: true });
});
afterAll(() => world[Symbol.asyncDispose]());

/** For so many sessions the server does what it likes. */
const wildSessions = 15;
const numbers = Array.from({ length: 12 }, (_, index) => String(index + 10));

/** How a server may come by unique ids. */
const namings: readonly [Naming, ...Naming[]] = [
  ({ uid }) => uid,
  (_mail, index) => String(index + 1),
  () => 'same',
  () => '',
  ({ uid }, _index, connection) => `${connection}-${uid}`,
];
type Naming = (mail: StandInMail, index: number, connection: number) => string;

const seeds = Array.from({ length: 60 }, (_, index) => index + 1);

test.for(seeds)(
  'whatever a server does, each mail is taken in once, and deleted or kept (seed %i)',
  async (seed) => {
    const random = seedRandom(seed);
    const nameMail = random.pick(namings);
    let isWild = true;
    await using server = await startPop3StandIn({
      capabilities: ['USER', 'UIDL', ...random.pick([['TOP'], []])],
      mails: numbers.map((number) => ({
        uid: `u${number}`,
        raw: composeMail(number, { atLeastBytes: random.between(0, 3000) }),
      })),
      nameMail,
      answer(line, session) {
        return !isWild || random.next() > 0.1 ? null : misbehave(line, session, random);
      },
    });
    const action = random.pick(['delete', 'keep']);
    const read = await openReading(`seed-${seed}`, server, action);
    for (let session = 0; session < wildSessions; session++) await read();
    isWild = false;
    for (let session = 0; session < 3; session++) expect(await read()).toBeNull();
    expect(server.mails).toHaveLength(action === 'keep' ? numbers.length : 0);
    const taken = await world.db.kysely
      .selectFrom('mail')
      .innerJoin('tenant', 'tenant.id', 'mail.tenant_id')
      .innerJoin('blob', 'blob.sha256', 'mail.source_sha256')
      .select('blob.bytes')
      .where('tenant.key', '=', `seed-${seed}`)
      .execute();
    const found = taken.map(({ bytes }) => readMailNumber(bytes) ?? '?');
    expect(found.toSorted((a, b) => Number(a) - Number(b))).toEqual(numbers);
  },
);

function misbehave(line: string, { socket, usual, update }: StandInSession, random: SeededRandom): string {
  const answer = usual();
  const isList = line === 'UIDL' || line === 'LIST';
  switch (random.pick(['hang up', 'cut', 'refuse', 'invent', isList ? 'forget' : 'delete'])) {
    case 'cut':
      socket().end(answer.slice(0, random.between(0, answer.length - 1)), 'latin1');
      return '';
    case 'refuse':
      return random.pick(['-ERR\r\n', '-ERR [SYS/TEMP] not now\r\n', '-ERR [IN-USE] wait\r\n']);
    case 'invent':
      socket().end(`${answer}+OK\r\n`, 'latin1');
      return '';
    case 'forget':
      return answer
        .split('\r\n')
        .filter((entry) => !/^\d/.test(entry) || random.next() < 0.7)
        .join('\r\n');
    case 'delete':
      if (line === 'QUIT') update();
      socket().destroy();
      return '';
    default:
      socket().destroy();
      return '';
  }
}

/** One session, until it is done or fails. @returns how it failed */
async function openReading(
  key: string,
  { host, port }: Pop3StandIn,
  action: string,
): Promise<() => Promise<unknown>> {
  const incoming = pop3Server.parse({
    protocol: 'pop3',
    host,
    port,
    security: 'none',
    user: 'help@desk.example',
    password: '${TEST_PASSWORD}',
    protocolTimeoutSeconds: 2,
    afterStoring: { action },
  });
  const { serverId, tenantId } = await configureTenant(world.db, { key, incoming });
  const tools = {
    db: world.db,
    log: pino({ level: 'silent' }),
    secrets: { resolve: () => 'secret', baseFolder: '/' },
  };
  return async () => {
    const stopping = new AbortController();
    const stop = (): Promise<void> => Promise.resolve(stopping.abort());
    return runPop3Session(
      tools,
      { id: serverId, tenantId, key: 'main', incoming },
      stopping.signal,
      stop,
    ).then(
      () => null,
      (error: unknown) => error,
    );
  };
}
