import type { JSONColumnType } from 'kysely';

/** A jsonb column: an object comes out, JSON text goes in (an array handed to `pg` would become a PostgreSQL array). */
export type Json<T extends object | null> = JSONColumnType<T>;
