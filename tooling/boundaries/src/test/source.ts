/** A file that imports these: `type ./x.ts` for its types alone. */
export function source(...specifiers: readonly string[]): string {
  const imports = specifiers.map((specifier, index) =>
    specifier.startsWith('type ')
      ? `import type { T${index} } from '${specifier.slice('type '.length)}';`
      : `import { v${index} } from '${specifier}';`,
  );
  const used = specifiers.flatMap((specifier, index) => (specifier.startsWith('type ') ? [] : [`v${index}`]));
  return [...imports, `export const all = [${used.join(', ')}];`, ''].join('\n');
}
