import { EventEmitter } from 'node:events';

/** Sleeps and wakes when the test says so. */
export const powerMonitor = new EventEmitter();
