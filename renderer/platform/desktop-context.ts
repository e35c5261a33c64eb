import { createContext, useContext } from 'react';
import type { Desktop } from './desktop.ts';

/** Provided once by the application's root. */
export const DesktopContext = createContext<Desktop | null>(null);

/** The client of the host, for views and for effects that load something. */
export function useDesktop(): Desktop {
  const desktop = useContext(DesktopContext);
  if (!desktop) throw new Error('no DesktopContext above this component');
  return desktop;
}
