/** What tells the versions of a template apart: `Reply`, `Reply [fr-FR]`. */
export function templateLabel(name: string, culture: string | null): string {
  return culture === null ? name : `${name} [${culture}]`;
}
