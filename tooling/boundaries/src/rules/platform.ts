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
    // Programs of others carry the client: nothing of the server comes with it, and nothing of the server needs it.
    if (name === 'client') return whitelist({ id: 'R2', about: one.folder, from: [folder(`${one.folder}/src`)], builtins: true, allow: [folder(`${one.folder}/src`), ...one.libraries.map(library)] });
    // The servers that tests start are tools: they carry binaries, and nothing that ships may need them.
    const servers = name === 'testing' ? tools.filter((tool) => one.libraries.includes(tool.name)) : [];
    return whitelist({
      id: 'R2',
      about: one.folder,
      from: [folder(one.folder)],
      builtins: true,
      allow: [
        folder(`${one.folder}/src`),
        ...one.libraries.map(library),
        ...[...platform.slice(0, place), ...servers].flatMap((earlier) => doorsOf(earlier)),
      ],
    });
  });
}
