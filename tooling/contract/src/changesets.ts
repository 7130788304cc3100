import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const frontMatter = /^---\n([\s\S]*?)\n---/;
const major = /^['"]?@plinth\/client['"]?: *major$/m;

/** Whether a changeset says that the next release of the client, and with it of the contract, breaks its callers. */
export function saysMajor(directory: string): boolean {
   
  const files = readdirSync(directory).filter((name) => name.endsWith('.md') && name !== 'README.md');
  return files.some((name) => {
     
    const [, head = ''] = frontMatter.exec(readFileSync(path.join(directory, name), 'utf8')) ?? [];
    return major.test(head);
  });
}
