// Rounds of faults against the real backend, with a table at the end:
// npm run faults -- [intake] [outbox] [fetch] [send] [clock] [restore] [patience] [storm] [bomb] [confirm] [expert] [graph] [token] [disk] [--rounds N] [--seed S] [--mails N] [--faults N]
import { inspect, parseArgs } from 'node:util';
import { runBombRound } from './bomb-round.ts';
import { runClockRound } from './clock-round.ts';
import { runConfirmRound } from './confirm-round.ts';
import { runDiskRound } from './disk-round.ts';
import { runExpertRound } from './expert-round.ts';
import { runFetchRound } from './fetch-round.ts';
import { runGraphRound } from './graph-round.ts';
import { runIntakeRound } from './intake-round.ts';
import { runOutboxRound } from './outbox-round.ts';
import { runPatienceRound } from './patience-round.ts';
import { runRestoreRound } from './restore-round.ts';
import { runSendRound } from './send-round.ts';
import { runStormRound } from './storm-round.ts';
import { runTokenRound } from './token-round.ts';
import type { RoundResult, RoundSettings } from './round.ts';

const kinds = {
  intake: { run: runIntakeRound, mails: 500 },
  outbox: { run: runOutboxRound, mails: 200 },
  fetch: { run: runFetchRound, mails: 150 },
  send: { run: runSendRound, mails: 100 },
  clock: { run: runClockRound, mails: 100 },
  restore: { run: runRestoreRound, mails: 100 },
  patience: { run: runPatienceRound, mails: 40 },
  storm: { run: runStormRound, mails: 150 },
  bomb: { run: runBombRound, mails: 90 },
  confirm: { run: runConfirmRound, mails: 200 },
  graph: { run: runGraphRound, mails: 100 },
  expert: { run: runExpertRound, mails: 90 },
  token: { run: runTokenRound, mails: 60 },
  disk: { run: runDiskRound, mails: 60 },
} as const;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    mails: { type: 'string' },
    faults: { type: 'string', default: '6' },
  },
});

function show({ seed, mails, faults, remarks, problems, seconds, settledAfterSeconds }: RoundResult): string {
  return [
    String(seed).padStart(6),
    String(mails).padStart(5),
    problems.length === 0 ? 'kept  ' : 'BROKEN',
    `${seconds.toFixed(0).padStart(4)} s`,
    `${settledAfterSeconds.toFixed(0).padStart(4)} s`,
    remarks,
    `[${faults.join(' ')}]`,
  ].join('  ');
}

async function runOrTell(
  run: (settings: RoundSettings) => Promise<RoundResult | null>,
  settings: RoundSettings,
): Promise<RoundResult> {
  try {
    return (await run(settings)) ?? { ...empty(settings), remarks: 'cannot be run here: it takes root' };
  } catch (error) {
    return { ...empty(settings), problems: [inspect(error)] };
  }
}

function empty(settings: RoundSettings): RoundResult {
  return { ...settings, faults: [], remarks: '', problems: [], seconds: 0, settledAfterSeconds: 0 };
}

let broken = 0;
for (const [kind, { run, mails }] of Object.entries(kinds)) {
  if (positionals.length > 0 && !positionals.includes(kind)) continue;
  const table: string[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    const seed = Number(values.seed) + round;
    const result = await runOrTell(run, {
      seed,
      mails: Number(values.mails ?? mails),
      faults: Number(values.faults),
    });
    console.log(`${kind} round ${round + 1}, seed ${seed}: ${show(result).trim()}`);
    for (const problem of result.problems) console.log(`    ${problem}`);
    if (result.problems.length > 0) broken++;
    table.push(show(result));
  }
  console.log(
    `\n${kind}:\n  seed  mails  promise  took  settled after the last fault\n${table.join('\n')}\n`,
  );
}
if (broken > 0) {
  console.log(`${broken} rounds were broken`);
  process.exitCode = 1;
}
