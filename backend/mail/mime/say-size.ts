const kilobyte = 1024;
const megabyte = 1024 * kilobyte;

/** A size in bytes for people, rounded up: `100 KB`, `1.5 MB`, `120 MB`. */
export function saySize(bytes: number): string {
  if (bytes < megabyte) return `${Math.ceil(bytes / kilobyte)} KB`;
  const tenths = Math.ceil((bytes / megabyte) * 10) / 10;
  return `${bytes < 10 * megabyte ? tenths.toFixed(1) : Math.ceil(tenths)} MB`;
}
