import { createTransport, type Transporter } from 'nodemailer';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMailbox, type Mailbox } from './mailbox.ts';

let mailbox: Mailbox;
let transport: Transporter;

beforeEach(async () => {
  mailbox = await createMailbox();
  transport = createTransport(mailbox.url);
});

afterEach(async () => {
  transport.close();
  await mailbox.close();
});

const mailTo = (to: string) => ({ from: 'plinth@example.com', to, subject: 'Grüße', text: 'Your code is 123456.', html: '<p>123456</p>' });

test('a mail is kept as its reader would see it', async () => {
  await transport.sendMail(mailTo('ann@example.com'));
  expect(mailbox.messages()).toEqual([
    { to: ['ann@example.com'], from: 'plinth@example.com', subject: 'Grüße', text: 'Your code is 123456.', html: '<p>123456</p>' },
  ]);
});

test('a mail can be waited for by its recipient, before and after it has come', async () => {
  const waiting = mailbox.waitFor('ann@example.com');
  await transport.sendMail(mailTo('bob@example.com'));
  await transport.sendMail(mailTo('ann@example.com'));
  expect((await waiting).to).toEqual(['ann@example.com']);
  expect(await mailbox.waitFor(({ to }) => to.includes('bob@example.com'))).toMatchObject({ to: ['bob@example.com'] });
});

test('waiting in vain tells what came instead', async () => {
  await transport.sendMail(mailTo('bob@example.com'));
  await expect(mailbox.waitFor('ann@example.com', 50)).rejects.toThrow('No such mail to ann@example.com. Seen: bob@example.com: Grüße.');
});

test('a server that refuses says so with its code, and takes mail again when it is well', async () => {
  mailbox.setFaults({ refuse: 451 });
  await expect(transport.sendMail(mailTo('ann@example.com'))).rejects.toMatchObject({ responseCode: 451 });
  expect(mailbox.messages()).toEqual([]);
  mailbox.setFaults({});
  await transport.sendMail(mailTo('ann@example.com'));
  expect(mailbox.messages()).toHaveLength(1);
});

test('a slow server answers late', async () => {
  mailbox.setFaults({ delayMilliseconds: 200 });
  const start = performance.now();
  await transport.sendMail(mailTo('ann@example.com'));
  expect(performance.now() - start).toBeGreaterThanOrEqual(195);
  expect(mailbox.messages()).toHaveLength(1);
});

test('after close nobody listens', async () => {
  const other = await createMailbox();
  await other.close();
  await expect(createTransport(other.url).sendMail(mailTo('ann@example.com'))).rejects.toMatchObject({ code: 'ESOCKET' });
});
