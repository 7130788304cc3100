/** What a mail says, in both forms. */
export interface MailText {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? character);

/** Paragraphs as plain text and as HTML; a link is a paragraph of its own in both. */
export function mailText(subject: string, paragraphs: readonly (string | { readonly href: string })[]): MailText {
  const plain = paragraphs.map((paragraph) => (typeof paragraph === 'string' ? paragraph : paragraph.href));
  const marked = paragraphs.map((paragraph) => {
    if (typeof paragraph === 'string') return `<p>${escapeHtml(paragraph)}</p>`;
    const link = escapeHtml(paragraph.href);
    return `<p><a href="${link}">${link}</a></p>`;
  });
  return {
    subject,
    text: `${plain.join('\n\n')}\n`,
    html: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head><body>${marked.join('')}</body></html>`,
  };
}
