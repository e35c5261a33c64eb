/**
 * Why only the headers of a mail were taken in, in words for people.
 * @param size in bytes; null where it is known only that it is too much
 */
export function describeTooLarge(size: number | null, maximumMessageBytes: number): string {
  const limit = `the ${megabytes(maximumMessageBytes)} MB that are taken in`;
  const has = size === null ? `is larger than ${limit}` : `has ${megabytes(size)} MB, more than ${limit}`;
  return `The mail ${has}; only its headers were read, and it stays in the mailbox.`;
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(bytes < 10 * 1024 * 1024 ? 1 : 0);
}
