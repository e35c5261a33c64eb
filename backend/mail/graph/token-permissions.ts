import { z } from 'zod';

const claims = z.object({ roles: z.array(z.string()).optional(), scp: z.string().optional() });

/**
 * The permissions that a token carries, as Microsoft writes them into it: those of an application, or those that a user
 * has delegated. Good for telling what is missing before it is needed; who decides is Microsoft.
 * @returns null where the token does not say
 */
export function readPermissions(token: string): ReadonlySet<string> | null {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    const { roles, scp } = claims.parse(payload);
    if (roles === undefined && scp === undefined) return null;
    return new Set([...(roles ?? []), ...(scp?.split(' ') ?? [])]);
  } catch {
    return null;
  }
}
