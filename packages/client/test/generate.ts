import { readFileSync, writeFileSync } from 'node:fs';
import openapiTypescript, { astToString } from 'openapi-typescript';

interface Operation {
  readonly parameters?: readonly { readonly $ref?: string }[];
  readonly responses: Readonly<Record<string, object>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly headers?: object };
}

const contract = new URL('../../../apps/api/openapi.json', import.meta.url);
const generated = new URL('../src/generated/', import.meta.url);
const banner = '// Written by test/generate.ts from apps/api/openapi.json.\n\n';

const mapped = <From, To>(of: Readonly<Record<string, From>>, change: (value: From) => To): Record<string, To> => Object.fromEntries(Object.entries(of).map(([key, value]) => [key, change(value)]));

/** Answers that are problems are one type, and no header is read by name: neither needs a type for each operation. */
function slimmed({ paths, components, ...document }: Document): object {
  const slim = (operation: Operation): object => ({ ...operation, responses: mapped(Object.fromEntries(Object.entries(operation.responses).filter(([status]) => status < '300')), (response) => ({ ...response, headers: undefined })) });
  return JSON.parse(JSON.stringify({ ...document, components: { ...components, headers: undefined }, paths: mapped(paths, (methods) => mapped(methods, slim)) })) as object;
}

/** The operations that take an Idempotency-Key, which types cannot tell at run time. */
function keyedOf({ paths }: Document): string {
  const keyed = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { parameters = [] }]) => parameters.some(({ $ref }) => $ref?.endsWith('/IdempotencyKey')))
      .map(([method]) => `${method.toUpperCase()} ${path}`),
  );
  return `${banner}/** The operations that take an Idempotency-Key. */\nexport const keyed: ReadonlySet<string> = new Set(${JSON.stringify(keyed, undefined, 2).replaceAll('"', "'")});\n`;
}

async function filesOf(document: Document): Promise<Record<string, string>> {
  const all = astToString(await openapiTypescript(slimmed(document) as never, { alphabetize: true, defaultNonNullable: false }));
  const types = all.replaceAll(/^export type (?:webhooks|\$defs) = Record<string, never>;\n/gm, '');
  return { 'contract.ts': banner + types, 'keyed.ts': keyedOf(document) };
}

function contentOf(url: URL): string {
  try {
    return readFileSync(url, 'utf8');
  } catch {
    return '';
  }
}

/** Writes the types of the contract anew; with `--check`, unless it is told to `--write`, says which have been left behind, and fails. */
async function main(check: boolean): Promise<void> {
  for (const [name, text] of Object.entries(await filesOf(JSON.parse(readFileSync(contract, 'utf8')) as Document))) {
    const url = new URL(name, generated);
    if (contentOf(url) === text) continue;
    if (check) {
      process.exitCode = 1;
      console.error(`packages/client/src/generated/${name} is not what apps/api/openapi.json makes of it; run: pnpm run drift -- --write`);
    } else {
      writeFileSync(url, text);
      console.log(`packages/client/src/generated/${name} written.`);
    }
  }
}

await main(process.argv.includes('--check') && !process.argv.includes('--write'));
