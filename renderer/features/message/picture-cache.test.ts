import { expect, test } from 'vitest';
import type { AttachmentId, MailId } from '../../../contract/domain/ids.ts';
import type { Message } from '../../../contract/domain/message.ts';
import type { ErrorCode } from '../../../contract/error.ts';
import { createDesktop } from '../../platform/desktop.ts';
import { createSampleBridge } from '../../testing/sample-bridge.ts';
import { sampleInteraction } from '../../testing/sample-mails.ts';
import { sampleRow } from '../../testing/sample-work.ts';
import { createPictureCache } from './picture-cache.ts';

const now = Date.parse('2026-11-21T10:00:00.000Z');
const [first] = sampleInteraction(now, sampleRow(now, 1, 'open', 5)).messages;

/** A mail that shows one picture. */
function mail(id: number): Message {
  if (!first) throw new Error('the sample has no mail');
  const attachment = {
    id: String(id) as AttachmentId,
    name: 'box.png',
    type: 'image/png',
    size: 70,
    contentId: 'box@mail',
    inline: true,
  };
  return { ...first, id: String(id) as MailId, html: '<img src="cid:box@mail">', attachments: [attachment] };
}

function open(most?: number) {
  const failing: Record<string, ErrorCode> = {};
  const bridge = createSampleBridge({ failing });
  const reads = () => bridge.made.filter((name) => name === 'mails.attachment').length;
  return { failing, reads, cache: createPictureCache(createDesktop(bridge), most) };
}

test('the pictures of a mail are read once and are then at hand', async () => {
  const { cache, reads } = open();
  expect(cache.get(mail(1).id)).toBeUndefined();
  const [one, other] = await Promise.all([cache.read(mail(1)), cache.read(mail(1))]);
  expect(one.get('box@mail')).toMatch(/^data:image\/png;base64,/);
  expect(other).toBe(one);
  expect(cache.get(mail(1).id)).toBe(one);
  expect(await cache.read(mail(1))).toBe(one);
  expect(reads()).toBe(1);
});

test('over the limit the mail that was looked at longest ago is let go', async () => {
  const { cache } = open(300);
  await cache.read(mail(1));
  await cache.read(mail(2));
  cache.get(mail(1).id);
  await cache.read(mail(3));
  expect(cache.get(mail(2).id)).toBeUndefined();
  expect(cache.get(mail(1).id)).toBeDefined();
  expect(cache.get(mail(3).id)).toBeDefined();
});

test('a picture that could not be read is asked for again', async () => {
  const { cache, failing, reads } = open();
  failing['mails.attachment'] = 'unreachable';
  expect((await cache.read(mail(1))).size).toBe(0);
  delete failing['mails.attachment'];
  expect((await cache.read(mail(1))).size).toBe(1);
  expect(reads()).toBe(2);
});
