import { inflateSync } from 'node:zlib';

const objectsOf = (file: string): Map<string, string> => new Map(Array.from(file.matchAll(/^(\d+) 0 obj\n([\s\S]*?)\nendobj$/gm), ([, id = '', body = '']) => [id, body]));

function streamOf(body: string | undefined): string {
  const data = /stream\n([\s\S]*)\nendstream/.exec(body ?? '')?.[1];
  return data === undefined ? '' : inflateSync(Buffer.from(data, 'latin1')).toString('latin1');
}

/** Several characters where they are one glyph, such as ff. */
const characterOf = (utf16: string): string => Buffer.from(utf16.replaceAll(' ', ''), 'hex').swap16().toString('utf16le');

/** The characters that a font's own table (PDF 1.7, section 9.10.3) gives its codes. */
function charactersOf(table: string): Map<string, string> {
  const codes = new Map<string, string>();
  for (const [, first = '', list = ''] of table.matchAll(/<(\w{4})> <\w{4}> \[([^\]]*)\]/g)) {
    for (const [index, utf16] of list.split('> <').map((code) => code.replace(/[<>]/g, '')).entries()) {
      codes.set((Number.parseInt(first, 16) + index).toString(16).padStart(4, '0'), characterOf(utf16));
    }
  }
  return codes;
}

/** The text of each page, as somebody who copies it gets it; a line for each piece of text that was placed. */
export function pdfText(bytes: Uint8Array): string[] {
  const objects = objectsOf(Buffer.from(bytes).toString('latin1'));
  const fontOf = (resources: string, name: string): Map<string, string> => {
    const font = new RegExp(`/${name} (\\d+) 0 R`).exec(resources)?.[1] ?? '';
    const table = /\/ToUnicode (\d+) 0 R/.exec(objects.get(font) ?? '')?.[1] ?? '';
    return charactersOf(streamOf(objects.get(table)));
  };
  const pages = [...objects.values()].filter((body) => body.includes('/Type /Page\n'));
  return pages.map((page) => {
    const resources = objects.get(/\/Resources (\d+) 0 R/.exec(page)?.[1] ?? '') ?? '';
    let font = new Map<string, string>();
    const texts = [...streamOf(objects.get(/\/Contents (\d+) 0 R/.exec(page)?.[1] ?? '')).matchAll(/\/(F\d+) [\d.]+ Tf|\[([^[\]]*)\] TJ/g)];
    return texts
      .flatMap(([, name, shown]) => {
        if (name !== undefined) font = fontOf(resources, name);
        if (shown === undefined) return [];
        const codes = [...shown.matchAll(/<(\w+)>/g)].flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? []);
        return [codes.map((code) => font.get(code) ?? '�').join('')];
      })
      .join('\n');
  });
}
