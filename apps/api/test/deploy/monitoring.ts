import { filesOf, readYaml } from './files.ts';

export interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly labels?: { readonly severity?: string };
  readonly annotations?: { readonly summary?: string; readonly description?: string; readonly runbook?: string };
}

export interface Panel {
  readonly title: string;
  readonly description?: string;
  readonly datasource: { readonly uid: string };
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets: readonly { readonly expr: string }[];
}

export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
}

export const ruleFiles = filesOf('monitoring/rules/*.yml');
export const dashboardFiles = filesOf('monitoring/grafana/dashboards/*.json');

export const rules: readonly Rule[] = ruleFiles.flatMap((file) =>
  (readYaml(file) as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules),
);
export const dashboards: readonly Dashboard[] = dashboardFiles.map((file) => readYaml(file) as Dashboard);

/** What a panel asks, as Grafana would send it to a Prometheus that reads every second. */
export const queriesOf = (panel: Panel): string[] =>
  panel.targets.map(({ expr }) => expr.replaceAll('$__rate_interval', '10s').replaceAll('$__range', '5m').replaceAll('$instance', '.*'));
