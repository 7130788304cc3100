import { framedRoute, pageRoute } from '../http/security-headers.ts';
import type { Mail, Mailbox } from '@plinth/mailbox';
import type { FastifyInstance } from 'fastify';

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** A mail is known by its place from the oldest on, which newer ones do not change. */
const entry = ({ to, subject, text, html, code, sentAt }: Mail, place: number): string => `<article>
<h2>${escape(subject)}</h2>
<p>${escape(to.join(', '))}, ${escape(sentAt)}${code === null ? '' : `, code <strong>${escape(code)}</strong>`}</p>
${html === '' ? '' : `<iframe sandbox src="/dev/mail/${place}" title="As HTML" width="640" height="320"></iframe>`}
<pre>${escape(text)}</pre>
</article>
`;

const page = (mails: readonly Mail[]): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Mails</title></head>
<body>
<h1>${mails.length === 0 ? 'No mails yet' : 'Mails'}</h1>
${mails.map((mail, index) => entry(mail, mails.length - 1 - index)).join('')}</body>
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
  app.get<{ Params: { place: string } }>('/dev/mail/:place', framedRoute, async (request, reply) => {
    const mail = mailbox.messages().at(-1 - Number(request.params.place));
    return reply.code(mail ? 200 : 404).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(mail?.html ?? 'No such mail.');
  });
  app.get('/dev/mail', pageRoute, async (_request, reply) =>
    reply.header('cache-control', 'no-store').type('text/html; charset=utf-8').send(page(mailbox.messages())),
  );
}
