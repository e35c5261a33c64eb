import type { StoredTenant } from '../configuration/stored-tenant.ts';
import { describeDictionaries } from '../dictionaries/store.ts';
import { fail, ok, warn, type Diagnosis } from './diagnosis.ts';

/** Whether there is a dictionary for each culture that the service groups write in (M21), and each can be used. */
export async function checkDictionaries(
  spellingFolder: string,
  tenants: readonly StoredTenant[],
): Promise<readonly Diagnosis[]> {
  const found = await describeDictionaries(spellingFolder);
  const subject = `dictionaries in ${spellingFolder}`;
  const usable = found.filter(({ dictionary }) => dictionary !== null).map(({ culture }) => culture);
  const broken = found.flatMap(({ culture, problem }) =>
    problem === null
      ? []
      : [
          fail(
            subject,
            `${culture}: ${problem}`,
            `Install it again: postroom dictionaries install ${culture}`,
          ),
        ],
  );
  const used = tenants.flatMap((tenant) => [
    tenant.tenant.culture,
    ...tenant.serviceGroups.filter((group) => !group.isRemoved).map((group) => group.fields.culture),
  ]);
  const known = new Set(found.map(({ culture }) => culture.toLowerCase()));
  const missing = [...new Set(used)].filter((culture) => !known.has(culture.toLowerCase()));
  return [
    ...(usable.length > 0 ? [ok(subject, usable.join(', '))] : []),
    ...broken,
    ...missing.map((culture) =>
      warn(
        subject,
        `none for ${culture}, which is written here: it is not spell-checked`,
        `postroom dictionaries install ${culture}`,
      ),
    ),
  ];
}
