import '../styles/tokens.css';
import '../styles/base.css';
import type { ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach } from 'vitest';
import { useLanguage } from '../strings/strings.ts';

export interface TestPage {
  /** The main landmark, in which everything is rendered. */
  readonly place: HTMLElement;
  /** Renders at once, in place of what was there. */
  readonly render: (node: ReactNode) => void;
}

/** Gives each test of the file an empty page in English with our styles, and takes it away after it. */
export function useTestPage(): TestPage {
  let place: HTMLElement | null = null;
  let root: Root | null = null;
  beforeEach(() => {
    place = document.body.appendChild(document.createElement('main'));
    root = createRoot(place);
    document.documentElement.lang = 'en';
    document.title = 'Mail';
  });
  afterEach(() => {
    root?.unmount();
    place?.remove();
    useLanguage.getState().setLanguage('en');
  });
  return {
    get place() {
      if (!place) throw new Error('the page is there only while a test runs');
      return place;
    },
    render(node) {
      flushSync(() => root?.render(node));
    },
  };
}
