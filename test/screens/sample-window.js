// Puts a host with sample data at `window.postroom` before the real window starts: to look at the screens without a
// backend. Options come as JSON in the address: `#{"waiting":5000}`.
import { createSampleBridge } from '../../renderer/testing/sample-bridge.ts';

const options = location.hash ? JSON.parse(decodeURIComponent(location.hash.slice(1))) : {};
window.postroom = createSampleBridge(options);
await import('../../renderer/main.tsx');
