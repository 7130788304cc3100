import { randomBytes, randomUUID } from 'node:crypto';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { eventually } from '@plinth/testing';
import type { Deployment } from '../api-process.ts';

export interface Server {
  readonly name: string;
  readonly pid: number;
  readonly port: number;
  stop(): Promise<void>;
}

const root = path.resolve(import.meta.dirname, '../..');

/** As in production: JSON logs, metrics, answers by their schemas; limits out of the way, because a flood is what is measured. */
export const productionVariables = ({ database, mailbox }: Deployment): Record<string, string> => ({
  NODE_ENV: 'production',
  DATABASE_URL: database.url,
  SMTP_URL: mailbox.url,
  METRICS_TOKEN: randomUUID(),
  CODE_KEY: randomBytes(32).toString('base64'),
  PASSWORD_PEPPERS: `1:${randomBytes(32).toString('base64')}`,
  SEALING_KEYS: `1:${randomBytes(32).toString('base64')}`,
  PUBLIC_URL: 'https://api.example.com',
  MAIL_FROM: 'billing@plinth.test',
  LINK_BASE_URL: 'https://app.example.com',
  SELLER_NAME: 'Plinth',
  ACCEPTED_RISKS: 'database-durability',
  DRAIN_SECONDS: '0',
  TRAFFIC_PER_USER: '1000000',
  TRAFFIC_PER_ADDRESS: '1000000',
});

/** Starts a server whose log goes nowhere, as to a collector that is fast; resolves when `ready` answers 200. */
export async function startServer(name: string, args: readonly string[], variables: Record<string, string>, port: number, ready: string): Promise<Server> {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', ...variables, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => void child.once('exit', () => resolve()));
  await eventually(async () => {
    const { status } = await fetch(`http://127.0.0.1:${port}${ready}`);
    if (status !== 200 && status !== 401) throw new Error(`${name} is not ready: ${status}`);
  }, 60_000);
  return {
    name,
    pid: child.pid ?? 0,
    port,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
