import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';
import { createRoot } from 'react-dom/client';
import type { DesktopBridge } from '../contract/desktop.ts';
import { App } from './app/app.tsx';
import { createDesktop } from './platform/desktop.ts';

/** The preload's bridge on the desktop; in a browser the web edition's, which is loaded only there. */
async function findBridge(): Promise<DesktopBridge> {
  const given: DesktopBridge | undefined = window.postroom;
  if (given) return given;
  const { createWebBridge } = await import('./platform/web-bridge.ts');
  return createWebBridge();
}

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(<App desktop={createDesktop(await findBridge())} />);
