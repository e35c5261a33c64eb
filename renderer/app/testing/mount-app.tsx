import '../../styles/tokens.css';
import '../../styles/base.css';
import { createRoot } from 'react-dom/client';
import { onTestFinished } from 'vitest';
import { createDesktop } from '../../platform/desktop.ts';
import { createSampleBridge, type SampleBridge, type SampleOptions } from '../../testing/sample-bridge.ts';
import { App } from '../app.tsx';

/** The whole window on the page of the test, before the sample's host. */
export function mountApp(options: SampleOptions = {}): SampleBridge {
  const bridge = createSampleBridge(options);
  const place = document.createElement('div');
  place.style.blockSize = '100vh';
  document.body.append(place);
  const root = createRoot(place);
  root.render(<App desktop={createDesktop(bridge)} />);
  onTestFinished(() => {
    root.unmount();
    place.remove();
  });
  return bridge;
}
