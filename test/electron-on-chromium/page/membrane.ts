/* oxlint-disable unicorn/consistent-function-scoping -- a function that is written into the page by its source must have everything within it */
export interface Membrane {
  /** As `contextBridge.exposeInMainWorld`. */
  readonly expose: (key: string, api: unknown) => void;
}

/**
 * What contextBridge does, between the page's own world and the preload's: values are copied, functions become
 * proxies, promises settle over there, nothing is shared. The same code runs on both sides; synchronous events on the
 * window carry structured clones from one to the other, under a name that the page cannot guess.
 *
 * Written into the page by its source, so everything it needs is within it.
 */
export function createMembrane(side: 'page' | 'preload', secret: string): Membrane {
  type Wire = { readonly kind: string; readonly value?: unknown };
  type Call = (...args: unknown[]) => unknown;
  type Failure = { readonly name: string; readonly message: string };

  const other = side === 'page' ? 'preload' : 'page';
  const dispatch = window.dispatchEvent.bind(window);
  // Plain tables, since the page may change the built-ins of its world and Electron's own bridge does not care.
  const calls = Object.create(null) as Record<number, Call | undefined>;
  const numbers = new WeakMap<object, number>();
  const waiting = Object.create(null) as Record<number, PromiseWithResolvers<unknown> | undefined>;
  const proxies = Object.create(null) as Record<number, Call | undefined>;
  let last = 0;
  let answer: { readonly value?: Wire; readonly failure?: Failure } = {};

  function send(kind: string, detail: unknown): void {
    dispatch(new CustomEvent(`${secret}:${other}:${kind}`, { detail }));
  }
  function listen(kind: string, take: (detail: never) => void): void {
    window.addEventListener(
      `${secret}:${side}:${kind}`,
      (event) => {
        event.stopImmediatePropagation();
        take((event as CustomEvent).detail as never);
      },
      true,
    );
  }

  function describe(cause: unknown): Failure {
    return cause instanceof Error
      ? { name: cause.name, message: cause.message }
      : { name: 'Error', message: String(cause) };
  }
  function revive({ name, message }: Failure): Error {
    return Object.assign(new Error(message), { name });
  }
  function isPlain(value: object): boolean {
    const prototype: unknown = Object.getPrototypeOf(value);
    return prototype === null || prototype === Object.prototype;
  }

  function wrap(value: unknown): Wire {
    if (typeof value === 'function') return { kind: 'function', value: numberOf(value as Call) };
    if (value instanceof Promise) return { kind: 'promise', value: watch(value) };
    if (value instanceof Error) return { kind: 'error', value: describe(value) };
    if (Array.isArray(value)) return { kind: 'list', value: value.map(wrap) };
    if (typeof value === 'object' && value !== null && isPlain(value)) {
      return { kind: 'object', value: Object.entries(value).map(([key, each]) => [key, wrap(each)]) };
    }
    return { kind: 'value', value };
  }
  function numberOf(call: Call): number {
    const known = numbers.get(call);
    if (known !== undefined) return known;
    last += 1;
    numbers.set(call, last);
    calls[last] = call;
    return last;
  }
  function watch(promise: Promise<unknown>): number {
    last += 1;
    const number = last;
    promise.then(
      (value) => {
        send('settle', { number, value: wrap(value) });
        return null;
      },
      (cause: unknown) => {
        send('settle', { number, failure: describe(cause) });
      },
    );
    return number;
  }

  function unwrap(wire: Wire): unknown {
    switch (wire.kind) {
      case 'function':
        return proxyOf(wire.value as number);
      case 'promise': {
        const settled = Promise.withResolvers<unknown>();
        waiting[wire.value as number] = settled;
        return settled.promise;
      }
      case 'error':
        return revive(wire.value as Failure);
      case 'list':
        return (wire.value as Wire[]).map(unwrap);
      case 'object':
        return Object.fromEntries((wire.value as [string, Wire][]).map(([key, each]) => [key, unwrap(each)]));
      default:
        return wire.value;
    }
  }
  function proxyOf(number: number): Call {
    const known = proxies[number];
    if (known) return known;
    const proxy: Call = (...args) => {
      answer = {};
      send('call', { number, args: args.map(wrap) });
      const { value, failure } = answer;
      answer = {};
      if (failure) throw revive(failure);
      return value ? unwrap(value) : undefined;
    };
    proxies[number] = proxy;
    return proxy;
  }

  listen('call', ({ number, args }: { number: number; args: Wire[] }) => {
    try {
      send('answer', { value: wrap(calls[number]?.(...args.map(unwrap))) });
    } catch (cause) {
      send('answer', { failure: describe(cause) });
    }
  });
  listen('answer', (detail: typeof answer) => {
    answer = detail;
  });
  listen('settle', (detail: { number: number; value?: Wire; failure?: Failure }) => {
    const settled = waiting[detail.number];
    delete waiting[detail.number];
    if (detail.failure) settled?.reject(revive(detail.failure));
    else settled?.resolve(detail.value ? unwrap(detail.value) : undefined);
  });

  function freeze(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    for (const each of Object.values(value)) freeze(each);
    return Object.freeze(value);
  }
  listen('expose', ({ key, api }: { key: string; api: Wire }) => {
    if (Object.hasOwn(window, key)) {
      const message = 'Cannot bind an API on top of an existing property on the window object';
      send('answer', { failure: { name: 'Error', message } });
      return;
    }
    Object.defineProperty(window, key, { value: freeze(unwrap(api)), enumerable: true });
    send('answer', { value: { kind: 'value' } });
  });

  return {
    expose(key, api) {
      answer = {};
      send('expose', { key, api: wrap(api) });
      if (answer.failure) throw revive(answer.failure);
    },
  };
}
