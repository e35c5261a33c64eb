import '../styles/tokens.css';
import '../styles/base.css';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, onTestFinished, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { VirtualListbox, type ListboxEntry } from './virtual-listbox.tsx';

const opened: string[] = [];

function List({ count }: { readonly count: number }) {
  const [selected, setSelected] = useState<string | null>(null);
  const entries: ListboxEntry<string>[] = [
    { kind: 'heading', key: 'all', text: 'All', count },
    ...Array.from({ length: count }, (_, index): ListboxEntry<string> => {
      const key = `row-${index}`;
      return { kind: 'option', key, value: key };
    }),
  ];
  return (
    <div style={{ blockSize: 400, display: 'flex' }}>
      <VirtualListbox
        label="Rows"
        entries={entries}
        rowHeight={40}
        selectedKey={selected}
        onSelect={setSelected}
        onOpen={(value) => opened.push(value)}
        renderOption={(value) => <span>{value}</span>}
      />
    </div>
  );
}

function mountList(count: number): void {
  const place = document.createElement('div');
  document.body.append(place);
  const root = createRoot(place);
  root.render(<List count={count} />);
  opened.length = 0;
  onTestFinished(() => {
    root.unmount();
    place.remove();
  });
}

const list = page.getByRole('listbox', { name: 'Rows' });
const selected = page.getByRole('option', { selected: true });

test('five thousand rows are a few dozen elements', async () => {
  mountList(5000);
  await expect.element(page.getByRole('option', { name: 'row-0', exact: true })).toBeVisible();
  expect(document.querySelectorAll('[role="option"]').length).toBeLessThan(40);
  await expect
    .element(page.getByRole('option', { name: 'row-3', exact: true }))
    .toHaveAttribute('aria-setsize', '5000');
  await expect
    .element(page.getByRole('option', { name: 'row-3', exact: true }))
    .toHaveAttribute('aria-posinset', '4');
});

test('the arrow keys move the selection, which the list names as its active option', async () => {
  mountList(50);
  await expect.element(list).toBeVisible();
  (list.element() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}{ArrowUp}');
  await expect.element(selected).toHaveTextContent('row-1');
  const active = list.element().getAttribute('aria-activedescendant');
  expect(document.getElementById(active ?? '')?.textContent).toBe('row-1');
});

test('End goes to the last row and brings it into view, Enter opens it', async () => {
  mountList(5000);
  await expect.element(list).toBeVisible();
  (list.element() as HTMLElement).focus();
  await userEvent.keyboard('{End}');
  await expect.element(selected).toHaveTextContent('row-4999');
  await expect.element(selected).toBeVisible();
  await userEvent.keyboard('{Enter}');
  expect(opened).toEqual(['row-4999']);
});

test('a press selects a row and gives the list the focus', async () => {
  mountList(50);
  await page.getByRole('option', { name: 'row-2', exact: true }).click();
  await expect.element(selected).toHaveTextContent('row-2');
  expect(document.activeElement).toBe(list.element());
});
