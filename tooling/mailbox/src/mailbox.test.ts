import { createTransport } from 'nodemailer';
import { afterEach, expect, test } from 'vitest';
import { type Mailbox, type MailboxOptions, startMailbox } from './index.ts';

let open: Mailbox | undefined;
afterEach(() => open?.close());

async function aMailbox(options?: MailboxOptions): Promise<Mailbox> {
  open = await startMailbox(options);
  return open;
}

const send = (url: string, subject: string, text = 'Hello.') =>
  createTransport({ url }).sendMail({ from: 'a@example.com', to: 'b@example.com', subject, text, html: `<p>${text}</p>` });

test('what is sent is kept, newest first, with its code, link and token', async () => {
  const mailbox = await aMailbox();
  await send(mailbox.url, 'first');
  await send(mailbox.url, 'second', 'Type 654321 or open http://127.0.0.1:3000/x?token=t0k');
  const mails = mailbox.messages();
  expect(mails.map(({ subject }) => subject)).toEqual(['second', 'first']);
  expect(mails[0]).toMatchObject({
    to: ['b@example.com'],
    from: 'a@example.com',
    code: '654321',
    link: 'http://127.0.0.1:3000/x?token=t0k',
    token: 't0k',
    html: expect.stringContaining('<p>Type') as string,
  });
});

test('no more mails are kept than told', async () => {
  const mailbox = await aMailbox({ keep: 2 });
  for (const subject of ['1', '2', '3']) await send(mailbox.url, subject);
  expect(mailbox.messages().map(({ subject }) => subject)).toEqual(['3', '2']);
});

test('a mailbox that refuses does so with its code and keeps nothing', async () => {
  const mailbox = await aMailbox({ faults: { refuse: 451 } });
  await expect(send(mailbox.url, 'no')).rejects.toMatchObject({ responseCode: 451 });
  expect(mailbox.messages()).toEqual([]);
  mailbox.setFaults({});
  await send(mailbox.url, 'yes');
  expect(mailbox.messages()).toHaveLength(1);
});

test('a delay holds the answer back', async () => {
  const mailbox = await aMailbox({ faults: { delayMilliseconds: 200 } });
  const started = performance.now();
  await send(mailbox.url, 'slow');
  expect(performance.now() - started).toBeGreaterThan(190);
});

test('a port that is taken is an error of the start', async () => {
  const mailbox = await aMailbox();
  await expect(startMailbox({ port: Number(new URL(mailbox.url).port) })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
