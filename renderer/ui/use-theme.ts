import { create } from 'zustand';

/** The theme in force, after the person's setting and that of the system. Set by the application. */
export const useThemeInForce = create<{ readonly theme: 'light' | 'dark' }>(() => ({ theme: 'light' }));

export function useTheme(): 'light' | 'dark' {
  return useThemeInForce((state) => state.theme);
}
