import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { createTransport } from 'nodemailer';
import type { Database } from '../../backend/db/database.ts';
import { composeMail, readMailNumber } from '../world/mail-samples.ts';
import { user } from './intake-desk.ts';

/** A tenant with a mailbox that is emptied, the SMTP listener, a server to send by, and an agent. */
export function describeDiskDesk(imapPort: number, smtpPort: number) {
  return {
    version: 1 as const,
    tenants: [
      {
        key: 'desk',
        name: 'Desk',
        culture: 'en-US',
        mailServers: [
          {
            key: 'main',
            incoming: {
              protocol: 'imap' as const,
              host: 'localhost',
              port: imapPort,
              security: 'none' as const,
              user,
              password: '${TEST_PASSWORD}',
              afterStoring: { action: 'delete' as const },
            },
            outgoing: {
              protocol: 'smtp' as const,
              host: 'localhost',
              port: smtpPort,
              security: 'none' as const,
              sentCopy: false,
            },
          },
        ],
        serviceGroups: [{ key: 'help', name: 'Help', email: user }],
        serviceAccesses: [{ name: 'Help', address: user, group: 'help' }],
        agents: [{ login: 'anna', firstName: 'Anna', lastName: 'Ek', groups: ['help'] }],
      },
    ],
  };
}

/** Of a kind that is not compressed, so that it takes its room in the database. */
export function composeLarge(number: string, bytes: number): string {
  const text = randomBytes(Math.ceil((bytes * 3) / 4))
    .toString('base64')
    .replaceAll(/.{76}/g, '$&\r\n');
  return composeMail(number, { to: user, text });
}

/** Somebody's mail server, which hands mails over and comes again with those that were put off. */
export interface SmtpCustomer {
  /** Resolves once it is accepted; gives up after minutes. */
  readonly send: (number: string, raw: string) => Promise<void>;
  /** How many times mails were put off. */
  readonly refused: () => number;
}

const patience = 180_000;

export function openSmtpCustomer(port: () => number): SmtpCustomer {
  let refused = 0;

  async function attempt(raw: string): Promise<boolean> {
    const transport = createTransport({
      host: '127.0.0.1',
      port: port(),
      secure: false,
      ignoreTLS: true,
      connectionTimeout: 10_000,
      socketTimeout: 120_000,
    });
    try {
      await transport.sendMail({ envelope: { from: 'customer@example.com', to: [user] }, raw });
      return true;
    } catch (error) {
      const code = error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : null;
      // Without an answer nobody knows whether it was taken.
      if (code !== null && (code < 400 || code >= 500)) throw error;
      if (code !== null) refused += 1;
      return false;
    } finally {
      transport.close();
    }
  }

  return {
    async send(number, raw) {
      const deadline = Date.now() + patience;
      while (!(await attempt(raw))) {
        if (Date.now() > deadline) throw new Error(`mail ${number} is not taken`);
        await delay(150);
      }
    },
    refused: () => refused,
  };
}

/**
 * Each mail is there once, with one interaction, and was taken in once by the audit; also one that was handed over again
 * because no answer came.
 */
export async function judgeArrivals({ kysely }: Database, mails: number): Promise<readonly string[]> {
  const rows = await kysely
    .selectFrom('mail')
    .innerJoin('blob', 'blob.sha256', 'mail.source_sha256')
    .leftJoin('interaction', 'interaction.mail_id', 'mail.id')
    .where('mail.direction', '=', 'in')
    .select(['mail.id', 'mail.state', 'blob.bytes', 'interaction.id as interaction'])
    .execute();
  const audit = await kysely
    .selectFrom('audit')
    .select('subject')
    .where('action', '=', 'mail.taken-in')
    .execute();
  const problems = rows.flatMap(({ id, state, bytes, interaction }) => {
    const name = `mail ${readMailNumber(bytes)}`;
    const taken = audit.filter(({ subject }) => subject === `mail:${id}`).length;
    return [
      ...(state === 'read' ? [] : [`${name} is ${state}`]),
      ...(interaction === null ? [`${name} has no interaction`] : []),
      ...(taken === 1 ? [] : [`${name} was taken in ${taken} times`]),
    ];
  });
  const counts = Map.groupBy(rows, ({ bytes }) => readMailNumber(bytes));
  for (let number = 1; number <= mails; number++) {
    for (const name of [`imap-${number}`, `smtp-${number}`]) {
      const times = counts.get(name)?.length ?? 0;
      if (times !== 1) problems.push(`mail ${name} is there ${times} times`);
      counts.delete(name);
    }
  }
  for (const name of counts.keys()) problems.push(`mail ${name} was never sent`);
  return problems;
}
