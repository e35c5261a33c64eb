import { createRoot } from 'react-dom/client';
import { expect, onTestFinished, test } from 'vitest';
import { CountdownRing } from './countdown-ring.tsx';

test.each([
  [60_900, '60'],
  [60_000, '60'],
  [59_001, '60'],
  [59_000, '59'],
  [1, '1'],
  [-400, '0'],
])('of a minute with %i ms left it says %s', async (left, said) => {
  const place = document.createElement('div');
  document.body.append(place);
  const root = createRoot(place);
  onTestFinished(() => {
    root.unmount();
    place.remove();
  });
  root.render(<CountdownRing left={left} total={60_000} />);
  await expect.poll(() => place.textContent).toBe(said);
});
