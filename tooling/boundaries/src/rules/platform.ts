import type { IForbiddenRuleType } from 'dependency-cruiser';
import { doorsOf, folder, library } from '../patterns.ts';
import { whitelist } from '../rule.ts';
import { shortName, type Workspace } from '../workspace.ts';

/** R1 and R2: what the packages below the modules stand on. */
export function platformRules({ platform, tools }: Workspace): IForbiddenRuleType[] {
  return platform.flatMap((one, place) => {
    const name = shortName(one);
    if (name === 'kernel') {
      return whitelist({
        id: 'R1',
        about: one.folder,
        from: [folder(one.folder)],
        builtins: true,
        allow: [folder(`${one.folder}/src`), library('zod')],
      });
    }
    // The embedded server carries binaries, so it is a tool; only tests are given one.
    const server = name === 'testing' ? tools.filter((tool) => shortName(tool) === 'postgres') : [];
    return whitelist({
      id: 'R2',
      about: one.folder,
      from: [folder(one.folder)],
      builtins: true,
      allow: [
        folder(`${one.folder}/src`),
        ...one.libraries.map(library),
        ...[...platform.slice(0, place), ...server].flatMap((earlier) => doorsOf(earlier)),
      ],
    });
  });
}
