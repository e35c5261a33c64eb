// The package declares types for its main entry only.
declare module 'eld/extrasmall' {
  export const eld: {
    readonly detect: (text: string) => { readonly language: string; readonly isReliable: () => boolean };
  };
}
