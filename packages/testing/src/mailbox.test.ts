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

const mailTo = (to: string) => ({ from: 'plinth@example.com', to, subject: 'Grüße', text: 'Hello.' });

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
