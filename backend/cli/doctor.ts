import { parseArgs } from 'node:util';
import { count, formatDiagnosis, type Diagnosis } from '../doctor/diagnosis.ts';
import { examine } from '../doctor/examine.ts';
import { readEnvironment } from '../environment.ts';
import type { Command } from './command.ts';

export const doctor: Command = {
  name: 'doctor',
  summary: 'say what is configured, reachable and missing, and how to mend it',
  usage: `postroom doctor [--json]

Looks at the machine, the data folder, the database, the configuration, every mail server (it connects and signs in,
and changes nothing), mails that stand still, and dictionaries. Each line begins with ok, warn or FAIL. Run it in the
environment of the backend: the secrets are looked up here. Exit status 1 if anything fails.

  --json  one JSON document instead of lines`,

  async run(args, io) {
    const { values } = parseArgs({ args, options: { json: { type: 'boolean', default: false } } });
    const diagnoses: Diagnosis[] = [];
    await examine(readEnvironment(io.env, io.cwd), io.env, io.signal, (diagnosis) => {
      diagnoses.push(diagnosis);
      if (!values.json) for (const line of formatDiagnosis(diagnosis)) io.out(line);
    });
    const number = (state: Diagnosis['state']) => diagnoses.filter((one) => one.state === state).length;
    const failures = number('fail');
    if (values.json) io.out(JSON.stringify({ ok: failures === 0, diagnoses }, null, 2));
    else {
      io.out('');
      io.out(
        failures + number('warn') === 0
          ? 'All is well.'
          : `${count(failures, 'failure')}, ${count(number('warn'), 'warning')}.`,
      );
    }
    return failures > 0 ? 1 : 0;
  },
};
