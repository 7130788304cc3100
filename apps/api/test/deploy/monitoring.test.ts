import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readYaml, readText, repository } from './files.ts';
import { dashboards, type Panel, rules } from './monitoring.ts';

const alerts = rules.filter((rule) => rule.alert !== undefined);

interface RuleTest {
  readonly alert_rule_test?: readonly { readonly alertname: string; readonly exp_alerts?: readonly unknown[] }[];
}
const trials = (readYaml('monitoring/alerts.test.yml') as { tests: RuleTest[] }).tests.flatMap((one) => one.alert_rule_test ?? []);

test('every alert says how urgent it is, what is the matter, and where to read what to do', () => {
  expect(alerts.length).toBeGreaterThanOrEqual(16);
  const headings = [...readText('../../../docs/how-to/alerts.md').matchAll(/^### (\w+)$/gm)].map(([, name = '']) => name);
  expect(alerts.map(({ alert }) => alert).toSorted()).toEqual(headings.toSorted());
  for (const { alert = '', labels, annotations } of alerts) {
    expect(labels?.severity, alert).toMatch(/^(?:page|ticket)$/);
    expect(annotations?.summary, alert).toMatch(/\.$/);
    expect(annotations?.description, alert).toMatch(/\.$/);
    expect(annotations?.runbook, alert).toBe(`docs/how-to/alerts.md#${alert.toLowerCase()}`);
  }
});

test('every alert is tried on what it is for, and on what it must be silent about', () => {
  const tried = (fires: boolean) => new Set(trials.filter((trial) => ((trial.exp_alerts?.length ?? 0) > 0) === fires).map(({ alertname }) => alertname));
  const [firing, silent] = [tried(true), tried(false)];
  const needSilence = alerts.filter(({ alert = '' }) => !silent.has(alert)).map(({ alert }) => alert);
  expect(alerts.filter(({ alert = '' }) => !firing.has(alert)).map(({ alert }) => alert)).toEqual([]);
  // Each of these is tried on a series beside the one that fires it: the list of what fires is compared whole.
  expect(needSilence).toEqual(['PlinthRestarts', 'PlinthEventLoopBlocked', 'PlinthMemory', 'PlinthEventsLate', 'PlinthDeliveriesFail']);
});

const overlap = (a: Panel, b: Panel): boolean =>
  a.gridPos.x < b.gridPos.x + b.gridPos.w && b.gridPos.x < a.gridPos.x + a.gridPos.w && a.gridPos.y < b.gridPos.y + b.gridPos.h && b.gridPos.y < a.gridPos.y + a.gridPos.h;

test('dashboards have names of their own, and panels that explain themselves and lie side by side', () => {
  const sources = (readYaml('monitoring/grafana/provisioning/datasources/plinth.yml') as { datasources: { uid: string }[] }).datasources.map(({ uid }) => uid);
  expect(new Set(dashboards.map(({ uid }) => uid)).size).toBe(4);
  for (const { title, panels } of dashboards) {
    expect(panels.length, title).toBeGreaterThanOrEqual(4);
    for (const [index, panel] of panels.entries()) {
      expect(panel.description, panel.title).toMatch(/\.$/);
      expect(sources).toContain(panel.datasource.uid);
      expect(panel.gridPos.x + panel.gridPos.w, panel.title).toBeLessThanOrEqual(24);
      expect(panels.slice(index + 1).filter((other) => overlap(panel, other)).map((other) => other.title), panel.title).toEqual([]);
    }
  }
});

interface Collector {
  readonly receivers: Record<string, unknown>;
  readonly processors: Record<string, unknown>;
  readonly exporters: Record<string, unknown>;
  readonly extensions: Record<string, unknown>;
  readonly service: {
    readonly extensions: readonly string[];
    readonly pipelines: Record<string, { receivers: string[]; processors: string[]; exporters: string[] }>;
  };
}

test('the collector uses what it defines and defines what it uses, and bounds its memory first', () => {
  const { service, ...parts } = readYaml('monitoring/collector.yml') as Collector;
  const pipelines = Object.values(service.pipelines);
  expect(pipelines).toHaveLength(1);
  for (const part of ['receivers', 'processors', 'exporters'] as const) {
    expect(Object.keys(parts[part]).toSorted()).toEqual([...new Set(pipelines.flatMap((pipeline) => pipeline[part]))].toSorted());
  }
  expect(Object.keys(parts.extensions)).toEqual(service.extensions);
  expect(pipelines[0]?.processors[0]).toBe('memory_limiter');
  expect(pipelines[0]?.processors.at(-1)).toBe('batch');
});

interface Service {
  readonly image: string;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: readonly string[] | Readonly<Record<string, unknown>>;
}

test('the containers of docker-compose.yml have versions, listen here alone, and find their files and each other', () => {
  const { services, volumes } = readYaml('../../../docker-compose.yml') as { services: Record<string, Service>; volumes: Record<string, unknown> };
  expect(Object.keys(services).toSorted()).toEqual(['api', 'collector', 'grafana', 'mail', 'migrate', 'postgres', 'prometheus', 'traces']);
  for (const [name, service] of Object.entries(services)) {
    expect(service.image, name).toMatch(/^[\w./-]+:(?:v?\d+\.\d[\w.-]*(?:@sha256:[0-9a-f]{64})?|local)$/);
    for (const port of service.ports ?? []) expect(port, name).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
    for (const [source = ''] of (service.volumes ?? []).map((volume) => volume.split(':'))) {
      expect(source.startsWith('./') ? existsSync(path.join(repository, source)) : source in volumes, `${name}: ${source}`).toBe(true);
    }
    const needs = Array.isArray(service.depends_on) ? (service.depends_on as string[]) : Object.keys(service.depends_on ?? {});
    const hosts = Object.values(service.environment ?? {}).flatMap((value) => /^\w+:\/\/(?:[^@]+@)?([a-z]+):/.exec(value)?.[1] ?? []);
    expect([...needs, ...hosts].filter((other) => !(other in services)), name).toEqual([]);
  }
  expect(services['postgres']?.image).toMatch(/^postgres:18\./);
});
