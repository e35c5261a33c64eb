/** An object whose missing members throw and name themselves, instead of being undefined. */
export function strict<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get(object, key) {
      const value: unknown = Reflect.get(object, key, object);
      if (value === undefined && typeof key === 'string' && !(key in object) && !isProbed(key)) {
        throw new Error(`the stand-in has no ${name}.${key}`);
      }
      return typeof value === 'function' ? (value.bind(object) as unknown) : value;
    },
    set: (object, key, value) => Reflect.set(object, key, value, object),
  });
}

/** The language itself looks for these on any object. */
function isProbed(key: string): boolean {
  return key === 'then' || key === 'toJSON';
}
