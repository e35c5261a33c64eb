/** What a transcript says besides the conversation itself, in the customer's language. */
export interface TranscriptWords {
  /** Subject of the mail where the chat had none. */
  readonly transcript: string;
  readonly started: string;
  readonly duration: string;
  readonly subject: string;
  readonly joined: (name: string) => string;
  readonly left: (name: string) => string;
  /** @param size in words, such as `12 kB`; empty where it is not known */
  readonly file: (name: string, size: string) => string;
  readonly customer: string;
  readonly agent: string;
}

const english: TranscriptWords = {
  transcript: 'Your chat with us',
  started: 'Chat started',
  duration: 'Duration',
  subject: 'Subject',
  joined: (name) => `${name} joined the chat`,
  left: (name) => `${name} left the chat`,
  file: (name, size) => `File sent: ${name}${size && ` (${size})`}`,
  customer: 'You',
  agent: 'Agent',
};

const french: TranscriptWords = {
  transcript: 'Votre conversation avec nous',
  started: 'Début de la conversation',
  duration: 'Durée',
  subject: 'Objet',
  joined: (name) => `${name} a rejoint la conversation`,
  left: (name) => `${name} a quitté la conversation`,
  file: (name, size) => `Fichier envoyé : ${name}${size && ` (${size})`}`,
  customer: 'Vous',
  agent: 'Agent',
};

/** French for French cultures, else English. */
export function transcriptWords(culture: string): TranscriptWords {
  return /^fr\b/i.test(culture) ? french : english;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}

/** `1:02:03`, or `2:03` under an hour. */
export function writeDuration(seconds: number): string {
  const [hours, minutes, rest] = [
    Math.floor(seconds / 3600),
    Math.floor(seconds / 60) % 60,
    Math.floor(seconds % 60),
  ];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** In units of 1000 bytes; empty for null. */
export function writeSize(bytes: number | null): string {
  if (bytes === null) return '';
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
