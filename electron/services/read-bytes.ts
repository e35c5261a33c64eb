/** The body of a response as bytes, telling `onBytes` how many have come as they come. */
export async function readBytes(
  response: Response,
  onBytes: ((received: number) => void) | undefined,
): Promise<Uint8Array> {
  if (!onBytes || response.body === null) return new Uint8Array(await response.arrayBuffer());
  const parts: Uint8Array[] = [];
  let received = 0;
  for await (const part of response.body as AsyncIterable<Uint8Array>) {
    parts.push(part);
    received += part.length;
    onBytes(received);
  }
  const whole = new Uint8Array(received);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
