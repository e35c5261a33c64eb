import type { Database } from '../../backend/db/database.ts';
import { writeXoauth2 } from '../../backend/mail/oauth/xoauth2.ts';

/**
 * Looks for tokens and secrets in what was logged and in every table, as they are and in the forms that protocols give
 * them.
 * @returns a problem for each that is found
 */
export async function findLeaks(
  { pool }: Database,
  logs: string,
  user: string,
  secrets: readonly string[],
): Promise<readonly string[]> {
  const { rows: tables } = await pool.query<{ readonly name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_schema in ('public', 'jobs') and table_type = 'BASE TABLE'`,
  );
  const places = new Map([['the log', logs]]);
  for (const { name } of tables) {
    const { rows } = await pool.query<{ readonly text: string | null }>(
      `select string_agg(one::text, ' ') as text from ${name} one`,
    );
    places.set(name, rows[0]?.text ?? '');
  }
  const problems: string[] = [];
  for (const secret of secrets) {
    const forms = [
      secret,
      encodeURIComponent(secret),
      Buffer.from(secret).toString('hex'),
      writeXoauth2(user, secret),
      // Whatever comes before: the last characters depend on what follows.
      ...['', '.', '..'].map((before) =>
        Buffer.from(`${before}${secret}`)
          .toString('base64')
          .slice(before === '' ? 0 : 4, -4),
      ),
    ];
    for (const [place, text] of places)
      if (forms.some((form) => text.includes(form))) problems.push(`${secret} is in ${place}`);
  }
  return problems;
}
