// For what lies in test/. Tests in backend/ import backend/db/test-database.ts itself: test/ references backend/.
export { openTestDatabase, type TestDatabase } from '../../backend/db/test-database.ts';
