import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventually } from '@plinth/testing';
import { findTool, needsTool } from '@plinth/vitest/long';
import { afterAll, beforeAll, expect } from 'vitest';
import { stringify } from 'yaml';
import { type ApiProcess, aDeployment, type Deployment } from '../api-process.ts';
import { aSession, password, send } from '../client.ts';
import { aFreePort } from '../free-port.ts';
import { deployFolder } from './files.ts';
import { dashboards, queriesOf, ruleFiles } from './monitoring.ts';

const metricsToken = 'a-token-for-prometheus';
const authorization = `Bearer ${metricsToken}`;

let deployment: Deployment;
let api: ApiProcess;
let token: string;
let directory: string;
beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'plinth-monitoring-'));
  deployment = await aDeployment();
  api = await deployment.start({ METRICS_TOKEN: metricsToken, REQUESTS_IN_FLIGHT: '4' });
  token = await aSession(api.url, deployment.mailbox, 'watched@example.com');
});
afterAll(async () => {
  await deployment.close();
  rmSync(directory, { recursive: true, force: true });
});

function promtool(args: readonly string[], input?: string): { code: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(findTool('promtool') ?? '', args, { cwd: path.join(deployFolder, 'monitoring'), input, encoding: 'utf8' });
  return { code: status, output: stdout + stderr };
}

/** A little of everything: what succeeds, what is refused, what is turned away, a page, a route that is none. */
async function traffic(): Promise<void> {
  const me = (): Promise<unknown> => send(`${api.url}/v1/me`, 'GET', { token });
  await send(`${api.url}/v1/organizations`, 'POST', { body: { name: 'Watched' }, token });
  await send(`${api.url}/v1/auth/sign-in`, 'POST', { body: { email: 'watched@example.com', password } });
  await send(`${api.url}/v1/auth/sign-in`, 'POST', { body: { email: 'nobody@example.com', password } });
  await send(`${api.url}/v1/nothing"\\{}`, 'GET', { token });
  await fetch(`${api.url}/docs`);
  await Promise.all(Array.from({ length: 20 }, me));
}

const scrape = async (): Promise<string> => (await fetch(`${api.url}/metrics`, { headers: { authorization } })).text();

needsTool('promtool')('the rules are valid, and each alert fires when it should', () => {
  const checked = promtool(['check', 'config', 'prometheus.yml']);
  expect(checked).toMatchObject({ code: 0 });
  expect(checked.output.match(/SUCCESS: \d+ rules found/g)).toHaveLength(ruleFiles.length);
  expect(promtool(['test', 'rules', 'alerts.test.yml'])).toMatchObject({ code: 0, output: expect.stringContaining('SUCCESS') as string });
});

needsTool('promtool')('an alert that no longer fires is noticed', () => {
  const rules = path.join(directory, 'planted.yml');
  writeFileSync(rules, stringify({ groups: [{ name: 'planted', rules: [{ alert: 'PlinthDown', expr: 'up{job="plinth"} > 1' }] }] }));
  const trial = { eval_time: '1m', alertname: 'PlinthDown', exp_alerts: [{ exp_labels: { job: 'plinth' } }] };
  const tests = [{ interval: '1m', input_series: [{ series: 'up{job="plinth"}', values: '0x5' }], alert_rule_test: [trial] }];
  const file = path.join(directory, 'planted.test.yml');
  writeFileSync(file, stringify({ rule_files: [rules], tests }));
  expect(promtool(['test', 'rules', file])).toMatchObject({ code: 1, output: expect.stringContaining('FAILED') as string });
});

needsTool('promtool')('what /metrics says after traffic is as Prometheus wants it, and a name that is not is noticed', async () => {
  await traffic();
  const text = await scrape();
  expect(text).toContain('status="503"');
  expect(text.split('\n').length).toBeGreaterThan(200);
  for (const pool of ['reads', 'writes', 'system_reads', 'system_writes']) {
    for (const module of ['users', 'billing']) expect(text).toContain(`plinth_pool_connections_max{module="${module}",pool="${pool}"} 8`);
  }
  expect(text).toMatch(/^plinth_events_undelivered\{module="users",queue="outbox"\} \d+$/m);
  expect(text).toContain('plinth_dead_letters{module="users",queue="billing.openAccount"} 0');
  expect(text).toMatch(/^plinth_sign_ins_total\{method="password",outcome="users\.invalid_credentials"\} [1-9]\d*$/m);
  expect(promtool(['check', 'metrics'], text)).toEqual({ code: 0, output: '' });
  expect(promtool(['check', 'metrics'], `${text}# TYPE plinth_mails counter\nplinth_mails 1\n`)).toMatchObject({ code: 3, output: expect.stringContaining('plinth_mails') as string });
});

interface Answer {
  readonly status: string;
  readonly error?: string;
  readonly data?: { readonly result: readonly unknown[] };
}

async function startPrometheus(port: number): Promise<{ prometheus: ChildProcess; ended: Promise<unknown> }> {
  const configuration = {
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: ruleFiles.map((file) => path.join(deployFolder, file)),
    scrape_configs: [{ job_name: 'plinth', static_configs: [{ targets: [new URL(api.url).host] }], authorization: { type: 'Bearer', credentials: metricsToken } }],
  };
  const file = path.join(directory, 'prometheus.yml');
  writeFileSync(file, stringify(configuration));
  const args = [`--config.file=${file}`, `--storage.tsdb.path=${path.join(directory, 'data')}`, `--web.listen-address=127.0.0.1:${port}`];
  const prometheus = spawn(findTool('prometheus') ?? '', args, { stdio: 'ignore' });
  return { prometheus, ended: once(prometheus, 'exit') };
}

needsTool('prometheus')('a Prometheus reads the API, and every panel of every dashboard shows something', async () => {
  const port = await aFreePort();
  const { prometheus, ended } = await startPrometheus(port);
  const ask = async (query: string): Promise<Answer> => (await fetch(`http://127.0.0.1:${port}/api/v1/query?${new URLSearchParams({ query }).toString()}`)).json() as Promise<Answer>;
  try {
    await eventually(async () => expect((await ask('up{job="plinth"} == 1')).data?.result).toHaveLength(1), 30_000);
    const panels = dashboards.flatMap(({ title, panels: all }) => all.flatMap((panel) => queriesOf(panel).map((query) => ({ name: `${title}, ${panel.title}`, query }))));
    expect(panels.length).toBeGreaterThan(30);
    // The billing run looks once a minute, and an increase takes two readings.
    await eventually(async () => {
      await traffic();
      const answers = await Promise.all(panels.map(async ({ name, query }) => ({ name, ...(await ask(query)) })));
      expect(answers.filter(({ status, data }) => status !== 'success' || data?.result.length === 0).map(({ name, error }) => [name, error])).toEqual([]);
    }, 150_000);
    const state = (await (await fetch(`http://127.0.0.1:${port}/api/v1/rules`)).json()) as { data: { groups: { rules: { name: string; health: string }[] }[] } };
    const evaluated = state.data.groups.flatMap((group) => group.rules);
    expect(evaluated.length).toBeGreaterThanOrEqual(20);
    expect(evaluated.filter(({ health }) => health !== 'ok')).toEqual([]);
  } finally {
    prometheus.kill();
    await ended;
  }
});
