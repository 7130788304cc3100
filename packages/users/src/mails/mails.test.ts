import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { MailText } from './mail-text.ts';

const link = 'https://app.example.com/account#action=x&token=plt_a_b';
const code = '40731586';
const hostile = `<img src="https://evil.example/x.png"> & 'Sons'`;

/** What each mail is written from, a stranger's words among it. */
const facts = { code, link, organizationName: hostile, name: hostile, keyId: 'key_01h2xcejqtf2nbrexx3vqjhp41', notice: 'leaked' };

type Write = (facts: object) => MailText;

const files = readdirSync(import.meta.dirname).filter((name) => !name.endsWith('.test.ts') && name !== 'mail-text.ts').map((name) => name.replace(/\.ts$/, ''));
const written = await Promise.all(
  files.map(async (file) => {
    const exported = Object.entries((await import(`./${file}.ts`)) as Record<string, Write>).filter(([name]) => name.endsWith('Mail'));
    return exported.map(([name, write]) => [`${file} ${name}`, write(facts)] as const);
  }),
);
const mails = written.flat();

test('every file writes one mail', () => {
  expect(files.length).toBeGreaterThanOrEqual(9);
  expect(mails).toHaveLength(files.length);
});

const entities: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };
const textOf = (html: string): string => html.replaceAll(/<[^<>]*>/g, '\n').replaceAll(/&\w+;|&#39;/g, (entity) => entities[entity] ?? entity);

test.each(mails)('%s says the same as text and as HTML', (_name, { subject, text, html }) => {
  expect(subject).toMatch(/^[A-Z]/);
  expect(subject).not.toMatch(/[\r\n]/);
  const paragraphs = text.trim().split('\n\n');
  expect(paragraphs.length).toBeGreaterThan(1);
  const shown = textOf(html);
  for (const paragraph of [subject, ...paragraphs]) expect(shown).toContain(paragraph);
});

test.each(mails)('%s loads nothing, runs nothing and leads nowhere but to its link', (_name, { text, html }) => {
  const tags = [...html.matchAll(/<([a-z]+)/g)].map(([, tag]) => tag);
  expect(tags.filter((tag) => !['html', 'head', 'meta', 'title', 'body', 'p', 'a'].includes(tag ?? ''))).toEqual([]);
  expect(html).not.toMatch(/\b(?:src|style|on\w+)=(?!&quot;)/);
  const targets = [...html.matchAll(/href="([^"]*)"/g)].map(([, target]) => textOf(target ?? ''));
  expect(targets).toEqual(text.includes(link) ? [link] : []);
});
