import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { sayFileProblem } from '../file-problem.ts';
import { readAttachedFiles } from '../texts/attached-files.ts';
import { checkResponses } from '../texts/check-responses.ts';
import type { Finding } from '../texts/finding.ts';
import { formatFinding, inOrder } from '../texts/finding.ts';
import { parseResponses } from '../texts/parse-responses.ts';
import { type Command, type CommandIo, WrongUsage } from './command.ts';
import { importResponseFile } from './import-responses.ts';

const usage = `postroom responses check FILE…
postroom responses import FROM TO [--culture CULTURE]
postroom responses import FROM --dry-run

check   Checks response files and the files that they attach, and prints each finding as file:line:column severity
        message. FILE may be - for standard input, whose attachments are looked for in the current folder. Exit status
        1 if any finding is an error.
import  Makes the response file TO of FROM, and never overwrites one:
        - a folder: folders are categories, .txt, .htm and .html files are responses; "Late fee.fr-FR.txt" is the
          French version of "Late fee.txt"
        - a .csv file: a row for each text; columns name, text or html, and, as one likes, category (a path with /),
          culture, subject, shortcut, keywords, id, channels, status, notBefore, notAfter
        - an .xml file of templates that Quicktext exported

  --culture CULTURE  of texts that do not say theirs; default en-US
  --dry-run          print what would be written, and write nothing`;

/** `postroom responses`: for the people who write response files (M22). */
export const responses: Command = {
  name: 'responses',
  summary: 'check response files, and make them of other files',
  usage,
  run: async (args, io) => {
    const [action, ...files] = args;
    if (action === 'import') return importResponseFile(files, io);
    if (action !== 'check') throw new WrongUsage('say check or import');
    if (files.length === 0) throw new WrongUsage('name the response files to check');
    const option = files.find((file) => file.startsWith('--'));
    if (option !== undefined) throw new WrongUsage(`check has no option ${option}`);
    let status = 0;
    for (const file of files) {
      if (io.signal.aborted) return 1;
      const findings = await findingsOf(file, io);
      for (const finding of findings) io.out(formatFinding(finding));
      if (findings.some((finding) => finding.severity === 'error')) status = 1;
    }
    return status;
  },
};

async function findingsOf(file: string, io: CommandIo): Promise<readonly Finding[]> {
  const isStdin = file === '-';
  const path = resolve(io.cwd, file);
  let source: Uint8Array;
  try {
    source = isStdin ? await buffer(io.stdin) : await readFile(path);
  } catch (error) {
    const message = `cannot be read: ${sayFileProblem(error)}`;
    return [{ file, line: 1, column: 1, severity: 'error', message }];
  }
  const name = isStdin ? 'stdin' : file;
  const attached = await readAttachedFiles(
    parseResponses(source, name),
    name,
    isStdin ? io.cwd : dirname(path),
  );
  return inOrder([...checkResponses(source, name), ...attached.findings]);
}
