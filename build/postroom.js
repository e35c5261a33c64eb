#!/usr/bin/env node
// The `postroom` command: runs backend/cli/postroom.ts on the project's Node 24, from wherever it is called.
import { handOver } from './bootstrap.js';

handOver('backend/cli/postroom.ts', process.argv.slice(2), process.env, process.cwd());
