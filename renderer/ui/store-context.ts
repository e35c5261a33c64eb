import { createContext, useContext, type Provider } from 'react';
import { useStore, type StoreApi } from 'zustand';

/** A store handed down the tree instead of imported, so that tests and windows have their own. */
export interface StoreContext<S> {
  readonly Provider: Provider<StoreApi<S> | null>;
  /** Reads through a selector; renders again when what it selects changes. */
  readonly useSelected: <T>(selector: (state: S) => T) => T;
  readonly useApi: () => StoreApi<S>;
}

export function createStoreContext<S>(name: string): StoreContext<S> {
  const Context = createContext<StoreApi<S> | null>(null);
  function useApi(): StoreApi<S> {
    const store = useContext(Context);
    if (!store) throw new Error(`no ${name} store above this component`);
    return store;
  }
  return {
    Provider: Context.Provider,
    useApi,
    useSelected: (selector) => useStore(useApi(), selector),
  };
}
