import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, onTestFinished, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { Splitter } from './splitter.tsx';

function Sample() {
  const [value, setValue] = useState(300);
  return (
    <Splitter
      label="Width of the list"
      hint="Enter resets it"
      between="columns"
      value={value}
      min={200}
      max={400}
      usual={320}
      onChange={setValue}
    />
  );
}

const bar = page.getByRole('separator', { name: 'Width of the list' });

async function mountSplitter(direction: 'ltr' | 'rtl' = 'ltr'): Promise<void> {
  const place = document.createElement('div');
  place.dir = direction;
  place.style.cssText = 'display: flex; block-size: 200px; padding-inline-start: 100px';
  document.body.append(place);
  const root = createRoot(place);
  root.render(<Sample />);
  onTestFinished(() => {
    root.unmount();
    place.remove();
  });
  await expect.element(bar).toBeInTheDocument();
  await userEvent.tab();
  await expect.element(bar).toHaveFocus();
}

test('arrow keys move it by steps and stop at its bounds', async () => {
  await mountSplitter();
  await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowLeft}');
  await expect.element(bar).toHaveAttribute('aria-valuenow', '316');
  await userEvent.keyboard('{Home}{ArrowLeft}');
  await expect.element(bar).toHaveAttribute('aria-valuenow', '200');
  await userEvent.keyboard('{End}{ArrowRight}');
  await expect.element(bar).toHaveAttribute('aria-valuenow', '400');
});

test('from right to left the arrows go the way they point', async () => {
  await mountSplitter('rtl');
  await userEvent.keyboard('{ArrowLeft}');
  await expect.element(bar).toHaveAttribute('aria-valuenow', '316');
});

test('Enter or a double press gives it its usual size again', async () => {
  await mountSplitter();
  await userEvent.keyboard('{Enter}');
  await expect.element(bar).toHaveAttribute('aria-valuenow', '320');
  await userEvent.keyboard('{ArrowRight}');
  await userEvent.dblClick(bar);
  await expect.element(bar).toHaveAttribute('aria-valuenow', '320');
});
