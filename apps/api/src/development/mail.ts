import { pageRoute } from '../http/security-headers.ts';
import type { Mail, Mailbox } from '@plinth/mailbox';
import type { FastifyInstance } from 'fastify';

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const entry = ({ to, subject, text, code, sentAt }: Mail): string => `<article>
<h2>${escape(subject)}</h2>
<p>${escape(to.join(', '))}, ${escape(sentAt)}${code === null ? '' : `, code <strong>${escape(code)}</strong>`}</p>
<pre>${escape(text)}</pre>
</article>
`;

const page = (mails: readonly Mail[]): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Mails</title></head>
<body>
<h1>${mails.length === 0 ? 'No mails yet' : 'Mails'}</h1>
${mails.map(entry).join('')}</body>
</html>
`;

const open = { config: { public: true } };

/** The mails of development, to read and for programs: `/dev/mail` and `/dev/mail.json?to=ADDRESS`, newest first. */
export function showMails(app: FastifyInstance, mailbox: Mailbox): void {
  app.get<{ Querystring: { to?: string } }>('/dev/mail.json', open, async (request, reply) => {
    const to = request.query.to?.toLowerCase();
    const mails = mailbox.messages().filter((mail) => to === undefined || mail.to.some((address) => address.toLowerCase() === to));
    const data = mails.map(({ to: [first = ''], subject, text, html, code, link, token, sentAt }) => ({ to: first, subject, text, html, code, link, token, sentAt }));
    void reply.header('cache-control', 'no-store');
    return { data };
  });
  app.get('/dev/mail', pageRoute, async (_request, reply) =>
    reply.header('cache-control', 'no-store').type('text/html; charset=utf-8').send(page(mailbox.messages())),
  );
}
