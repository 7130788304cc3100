import type { Setting } from './setting.ts';
import { type ConfigSlice, settingsOf } from './slice.ts';

const width = 100;

function comment(text: string): string {
  const lines = [''];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + word.length + 3 > width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.map((line) => `# ${line}`).join('\n');
}

const quoted = (text: string): string => (/[\s#"'\\$`]/.test(text) ? `'${text}'` : text);

function remarks({ defaults, required, sample, secret, refusedInProduction }: Setting<unknown>): string[] {
  const requirement = required === 'always' ? ['Required.'] : required === 'in production' ? ['Required in production.'] : [];
  return [
    ...(secret ? ['Secret.'] : []),
    ...(sample === undefined ? requirement : []),
    ...(defaults.development === undefined ? [] : [`${defaults.development === '' ? 'Empty' : defaults.development} outside production.`]),
    ...(sample === undefined ? [] : ['Production refuses this sample.']),
    ...(refusedInProduction ? ['Production refuses to have it set.'] : []),
  ];
}

function assignment(variable: string, { sample, required, defaults }: Setting<unknown>): string {
  if (sample !== undefined) return `${variable}=${quoted(sample)}`;
  if (required === 'always') return `${variable}=`;
  return `# ${variable}=${quoted(defaults.production ?? '')}`;
}

const entry = (variable: string, setting: Setting<unknown>): string =>
  `${comment([setting.describe, ...remarks(setting)].join(' '))}\n${assignment(variable, setting)}\n`;

const preface = `# Every variable that is read, with its default. Unset and empty are the same; any of them may be given as a
# file: <VARIABLE>_FILE. Lists are separated by commas; a switch is true or false.

# production, development or test. Unset is production.
NODE_ENV=development
`;

/** The text of `.env.example`: the variables of each slice, described; defaults commented out, samples that only development takes set. */
export function environmentSample(slices: readonly ConfigSlice[]): string {
  const settings = settingsOf(slices);
  const sections = slices.map(({ name }) => {
    const entries = settings.filter(({ slice }) => slice === name).map(({ variable, setting }) => entry(variable, setting));
    return `# ---- ${name} ${'-'.repeat(Math.max(4, width - name.length - 8))}\n\n${entries.join('\n')}`;
  });
  return [preface, ...sections].join('\n');
}
