/** Pieces of a body: fine enough to see it move, few enough not to flood the one who counts. */
const leastPiece = 64 * 1024;
const mostPieces = 100;

/** The bytes as a body to send; `onSent` is told how many were taken to be sent, the last time when all were. */
export function countedBody(
  bytes: Uint8Array,
  onSent: (sent: number) => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const piece = Math.max(leastPiece, Math.ceil(bytes.length / mostPieces));
  let at = 0;
  return new ReadableStream(
    {
      // Called when there is room for more: what was given before has been taken.
      pull(controller) {
        onSent(at);
        if (at >= bytes.length) {
          controller.close();
          return;
        }
        controller.enqueue(new Uint8Array(bytes.subarray(at, at + piece)));
        at = Math.min(bytes.length, at + piece);
      },
    },
    { highWaterMark: 0 },
  );
}
