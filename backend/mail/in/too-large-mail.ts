import { saySize } from '../mime/say-size.ts';

/**
 * Why only the headers of a mail were taken in, in words for people.
 * @param size in bytes; null where it is known only that it is too much
 */
export function describeTooLarge(size: number | null, maximumMessageBytes: number): string {
  const limit = `the ${saySize(maximumMessageBytes)} that are taken in`;
  const has = size === null ? `is larger than ${limit}` : `has ${saySize(size)}, more than ${limit}`;
  return `The mail ${has}; only its headers were read, and it stays in the mailbox.`;
}
