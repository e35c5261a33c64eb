import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { operations } from '../../contract/api/operations.ts';
import { interactionId } from '../../contract/domain/ids.ts';
import { ExpectedError } from '../../contract/error.ts';
import { startBackendDouble, type BackendDouble } from '../testing/backend-double.ts';
import { sampleContent, sampleDraft, sampleDraftId, sampleMe } from '../testing/samples.ts';
import { createBackendClient } from './backend-client.ts';
import { buildRequest } from './backend-request.ts';

const attachmentRequest = (mail: string) =>
  buildRequest(operations['mails.attachment'], { mail, attachment: '2' });

describe('the client of the backend', () => {
  let backend: BackendDouble;
  let token: string | null;
  const client = () => createBackendClient({ backend: backend.url, token: () => token, timeout: 2000 });

  beforeEach(async () => {
    backend = await startBackendDouble({});
    token = 'token-1';
  });
  afterEach(() => backend.stop());

  test('sends path, query and body where the contract says, with the token', async () => {
    let seen: unknown;
    backend.handlers['drafts.save'] = (input, bearer) => {
      seen = { input, bearer };
      return sampleDraft(4, input.content);
    };
    const input = { id: sampleDraftId, baseRevision: 3, content: sampleContent('<p>å & é</p>') };
    const saved = await client().call('drafts.save', input);
    expect(saved.revision).toBe(4);
    expect(seen).toEqual({ input, bearer: 'token-1' });
  });

  test('sends and receives raw bytes, and tells how many have come', async () => {
    const sent = new Uint8Array(100_000).map((_, index) => index & 255);
    backend.handlers['drafts.attach'] = ({ bytes, name, type }) => ({
      id: '9',
      name: `${name} ${bytes.length}`,
      type,
      size: bytes.length,
      contentId: null,
    });
    backend.handlers['dictionaries.download'] = () => sent;
    const attached = await client().call('drafts.attach', {
      id: sampleDraftId,
      name: 'a & b?.png',
      type: 'image/png',
      inline: 'false',
      bytes: sent,
    });
    expect(attached.name).toBe('a & b?.png 100000');
    const counts: number[] = [];
    const received = await client().call(
      'dictionaries.download',
      { culture: 'fr-FR', file: 'Grammar.aff' },
      { onBytes: (count) => counts.push(count) },
    );
    expect(Buffer.compare(received, sent)).toBe(0);
    expect(counts.at(-1)).toBe(100_000);
  });

  test("fails with the backend's own failure", async () => {
    backend.handlers['interactions.read'] = () => {
      throw new ExpectedError('not-found', 'no such interaction', { id: '1' });
    };
    await expect(client().call('interactions.read', { id: interactionId.parse('1') })).rejects.toMatchObject({
      code: 'not-found',
      detail: { id: '1' },
    });
  });

  test('fails with `unreachable` when nobody answers, or too late', async () => {
    backend.handlers['about.read'] = () => new Promise(() => undefined);
    await expect(client().call('about.read', {}, { timeout: 50 })).rejects.toMatchObject({
      code: 'unreachable',
    });
    await backend.stop();
    await expect(client().call('about.read', {})).rejects.toMatchObject({ code: 'unreachable' });
    await backend.start();
  });

  test('does not ask for what needs a session while there is none', async () => {
    token = null;
    await expect(client().call('session.read', {})).rejects.toMatchObject({ code: 'not-signed-in' });
    backend.handlers['session.signIn'] = () => ({
      token: 't',
      expiresAt: '2030-01-01T00:00:00.000Z',
      me: sampleMe(),
    });
    await expect(client().call('session.signIn', { login: 'ada', password: 'x' })).resolves.toMatchObject({
      token: 't',
    });
  });

  test('never lets a value leave its place in the path', () => {
    expect(attachmentRequest('1/../../x?y#z').target).toBe(
      '/api/mails/1%2F..%2F..%2Fx%3Fy%23z/attachments/2',
    );
    expect(() => attachmentRequest('..')).toThrow(TypeError);
    expect(() => attachmentRequest('')).toThrow(TypeError);
  });
});
