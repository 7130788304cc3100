import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Deployment } from './api-process.ts';
import { clientOf, password } from './client.ts';

const root = path.resolve(import.meta.dirname, '..');

/** Makes an operator on the command line, as the first one is made, and signs in. `variables` are those that the server has otherwise. */
export async function anOperatorSession(url: string, deployment: Deployment, email: string, variables: Readonly<Record<string, string>> = {}): Promise<string> {
  const command = ['--conditions=source', 'src/cli.ts', 'operator', 'create', '--email', email, '--password-stdin'];
  const env = { PATH: process.env['PATH'] ?? '', NODE_ENV: 'test', ...deployment.variables, ...variables };
  const child = spawn(process.execPath, command, { cwd: root, env, stdio: ['pipe', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  child.stdin.end(`${password}\n`);
  await new Promise<void>((resolve, reject) => {
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(errors));
    });
  });
  return (await clientOf(url).post('/v1/auth/sign-in', { body: { email, password } })).token;
}
