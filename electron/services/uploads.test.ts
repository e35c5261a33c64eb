import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { attachmentId } from '../../contract/domain/ids.ts';
import { startBackendDouble, type BackendDouble } from '../testing/backend-double.ts';
import { sampleDraftId } from '../testing/samples.ts';
import { createBackendClient } from './backend-client.ts';
import { createUploads, type Uploads } from './uploads.ts';

const size = 8_000_001;
const file = {
  id: sampleDraftId,
  name: 'plan.pdf',
  type: 'application/pdf',
  inline: 'false',
  bytes: new Uint8Array(size).fill(7),
} as const;

describe('a file on its way to a draft', () => {
  let backend: BackendDouble;
  let uploads: Uploads;
  let counts: number[];
  let attached: number[];
  let detached: string[];
  let onCount: (sent: number) => void;

  beforeEach(async () => {
    [counts, attached, detached] = [[], [], []];
    onCount = () => undefined;
    backend = await startBackendDouble({
      'drafts.attach': ({ bytes, name, type }) => {
        attached.push(bytes.length);
        return { id: '9', name, type, size: bytes.length, contentId: null };
      },
      'drafts.detach': ({ attachment }) => {
        detached.push(attachment);
        return {};
      },
    });
    uploads = createUploads(
      createBackendClient({ backend: backend.url, token: () => 'token-1' }),
      (event) => {
        if (event.type !== 'upload' || event.upload !== 'plan' || event.total !== size) return;
        counts.push(event.sent);
        onCount(event.sent);
      },
    );
  });
  afterEach(() => backend.stop());

  test('tells how much of it has left, up to all of it', async () => {
    expect(await uploads.attach('plan', file)).toMatchObject({ id: '9', size });
    expect(attached).toEqual([size]);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(counts.length).toBeGreaterThan(20);
    expect(counts.at(-1)).toBe(size);
  });

  test('is not attached when it is cancelled on its way', async () => {
    onCount = (sent) => {
      if (sent < size / 4) return;
      onCount = () => undefined;
      uploads.cancel('plan');
    };
    await expect(uploads.attach('plan', file)).rejects.toMatchObject({ code: 'cancelled' });
    expect(counts.at(-1)).toBeLessThan(size);
    await uploads.attach('plan', file);
    expect(attached).toEqual([size]);
  });

  test('is taken off again when all of it had left before it was cancelled', async () => {
    onCount = (sent) => {
      if (sent === size) uploads.cancel('plan');
    };
    await expect(uploads.attach('plan', file)).rejects.toMatchObject({ code: 'cancelled' });
    expect(attached).toEqual([size]);
    expect(detached).toEqual([attachmentId.parse('9')]);
  });

  test('does not begin when it was cancelled before it came', async () => {
    uploads.cancel('plan');
    await expect(uploads.attach('plan', file)).rejects.toMatchObject({ code: 'cancelled' });
    expect(attached).toEqual([]);
    expect(await uploads.attach('plan', file)).toMatchObject({ id: '9' });
  });
});
