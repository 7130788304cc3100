import type { Mail, Mailbox } from '@plinth/mailbox';
import { expect, test } from 'vitest';
import { aShelf } from '../../test/shelf.ts';
import { showMails } from './mail.ts';

const aMail = (to: string, subject: string): Mail => ({
  to: [to],
  from: 'no-reply@example.com',
  subject,
  text: '<b>123456</b>',
  html: '<p>123456</p>',
  code: '123456',
  link: null,
  token: null,
  sentAt: '2026-01-01T00:00:00.000Z',
});

const mailbox: Mailbox = {
  url: 'smtp://127.0.0.1:1',
  messages: () => [aMail('b@example.com', 'newer'), aMail('a@example.com', 'older')],
  setFaults: () => undefined,
  close: async () => undefined,
};

test('mails are listed newest first, and by address whatever its case', async () => {
  const { server } = await aShelf({ extra: (app) => showMails(app, mailbox) });
  const subjects = async (url: string) => (await server.inject(url)).json<{ data: { subject: string }[] }>().data.map(({ subject }) => subject);
  expect(await subjects('/dev/mail.json')).toEqual(['newer', 'older']);
  expect(await subjects('/dev/mail.json?to=A@example.com')).toEqual(['older']);
  expect(await subjects('/dev/mail.json?to=c@example.com')).toEqual([]);
});

test('an entry shows what the golden path names, and the address as one text', async () => {
  const { server } = await aShelf({ extra: (app) => showMails(app, mailbox) });
  const { data } = (await server.inject('/dev/mail.json?to=a@example.com')).json<{ data: object[] }>();
  expect(data).toEqual([
    { to: 'a@example.com', subject: 'older', text: '<b>123456</b>', html: '<p>123456</p>', code: '123456', link: null, token: null, sentAt: '2026-01-01T00:00:00.000Z' },
  ]);
});

test('the page shows the text of a mail and runs none of it', async () => {
  const { server } = await aShelf({ extra: (app) => showMails(app, mailbox) });
  const page = await server.inject('/dev/mail');
  expect(page.body).toContain('&lt;b&gt;123456&lt;/b&gt;');
  expect(page.body).not.toContain('<b>123456');
});

test('6. the page shows the HTML of each mail, in a frame that runs and loads nothing', async () => {
  const { server } = await aShelf({ extra: (app) => showMails(app, mailbox) });
  const page = await server.inject('/dev/mail');
  const frames = [...page.body.matchAll(/<iframe sandbox src="([^"]+)"/g)].map(([, url = '']) => url);
  expect(frames).toEqual(['/dev/mail/1', '/dev/mail/0']);
  expect(page.headers['content-security-policy']).toContain("frame-src 'self'");
  const framed = await server.inject(frames[0] ?? '');
  expect([framed.statusCode, framed.body, framed.headers['x-frame-options']]).toEqual([200, '<p>123456</p>', 'SAMEORIGIN']);
  expect(framed.headers['content-security-policy']).toMatch(/^default-src 'none';frame-ancestors 'self';.*sandbox/);
  expect((await server.inject('/dev/mail/7')).statusCode).toBe(404);
});

test('without a mailbox, as in production, nothing is there', async () => {
  const { server } = await aShelf();
  expect((await server.inject('/dev/mail.json')).statusCode).toBe(404);
  expect((await server.inject('/dev/mail')).statusCode).toBe(404);
});
