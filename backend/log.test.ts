import { expect, test } from 'vitest';
import { openLog } from './log.ts';

test('of an error the log has the words, and nothing that a library has hung on it', () => {
  const lines: string[] = [];
  const log = openLog('info', { write: (line) => void lines.push(line) });
  const error = Object.assign(new Error('the connection was lost'), {
    code: 'ECONNRESET',
    client: { password: 'hunter2' },
    detail: 'Key (text)=(what a customer wrote)',
  });
  log.error({ err: error, mail: '7' }, 'failed');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    err: { type: 'Error', message: 'the connection was lost', code: 'ECONNRESET' },
    mail: '7',
    msg: 'failed',
  });
  expect(lines.join('')).not.toMatch(/hunter2|customer/);
});
