import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { packagesOf, rootsOf, type Graph } from './graph.ts';
import { matcherOf } from './patterns.ts';
import { placesOf } from './rules/vocabulary.ts';
import type { Workspace } from './workspace.ts';

const source = /\.[cm]?[jt]sx?$/;
const imports = /^(?:import|export) [^'"`;]*\bfrom ['"]|^import ['"]/m;

/** Every source file that the disk has below the roots. */
function filesOnDisk(workspace: Workspace): string[] {
  return rootsOf(workspace).flatMap((root) =>
    readdirSync(path.join(workspace.root, root), { recursive: true, encoding: 'utf8' })
      .filter((name) => source.test(name))
      .map((name) => path.posix.join(root, name.replaceAll('\\', '/'))),
  );
}

/** Why the gate cannot be trusted: what it did not see, and what falls under no rule. Empty where it saw everything. */
export function blindSpots(workspace: Workspace, { files }: Graph): string[] {
  const seen = new Map(files.map((file) => [file.source, file]));
  const onDisk = filesOnDisk(workspace);
  const unseen = onDisk.filter((file) => !seen.has(file));
  const unread = onDisk.filter((file) => {
    const dependencies = seen.get(file)?.dependencies;
    return dependencies?.length === 0 && imports.test(readFileSync(path.join(workspace.root, file), 'utf8'));
  });
  const empty = packagesOf(workspace).filter(
    ({ folder }) => !files.some((file) => file.source.startsWith(`${folder}/src/`)),
  );
  return [
    ...(files.length === 0 ? ['No file was seen at all.'] : []),
    ...empty.map(({ folder }) => `${folder}/src matches no file that was seen.`),
    ...unseen.map((file) => `${file} is on disk and was not seen.`),
    ...unread.map((file) => `${file} has imports and none was seen.`),
    ...workspace.modules.flatMap((module) => {
      const known = matcherOf(placesOf(module));
      return onDisk
        .filter((file) => file.startsWith(`${module.folder}/`) && !known(file))
        .map((file) => `${file} lies in a folder that no rule speaks about.`);
    }),
  ];
}
