import { percentile } from '../load.ts';
import type { Cell } from './cells.ts';

export interface Sample {
  readonly perSecond: number;
  /** Microseconds of processor time a request. */
  readonly cpu: number;
  readonly databaseCpu: number;
  readonly p50: number;
  readonly p99: number;
}

/** Samples by the server's name, one a round. */
export type Samples = Readonly<Record<string, readonly Sample[]>>;

type Figure = keyof Sample;

const median = (values: readonly number[]): number => percentile(values, 50);
const of = (samples: readonly Sample[] | undefined, figure: Figure): number => median((samples ?? []).map((sample) => sample[figure]));

/** A figure of one server as a multiple of another's, round by round, so that both met the same machine. */
function ratios(samples: Samples, figure: Figure, name: string, base: string): number[] {
  const [own = [], others = []] = [samples[name], samples[base]];
  return own.map((sample, round) => sample[figure] / (others[round]?.[figure] ?? Number.NaN));
}

const verdict = (ratio: number, target: number | undefined): string => {
  if (target === undefined) return ratio.toFixed(2);
  return `${ratio.toFixed(2)} (≤ ${target.toFixed(1)}${ratio <= target ? '' : ', missed'})`;
};

/** One row: what Plinth needs as a multiple of the bare server, and how far two equal servers are apart (A/A). */
export function rowOf(cell: Cell, samples: Samples): string {
  const ratio = (figure: Figure, name = 'plinth'): number => median(ratios(samples, figure, name, 'bare'));
  const apart = ratios(samples, 'cpu', 'bare again', 'bare');
  const cells = [
    cell.name,
    verdict(ratio('cpu'), cell.cpuTarget),
    verdict(ratio('databaseCpu'), cell.databaseTarget),
    ratio('perSecond').toFixed(2),
    ratio('p50').toFixed(2),
    ratio('p99').toFixed(2),
    `${of(samples['plinth'], 'cpu').toFixed(0)} / ${of(samples['bare'], 'cpu').toFixed(0)} µs`,
    `${of(samples['plinth'], 'databaseCpu').toFixed(0)} / ${of(samples['bare'], 'databaseCpu').toFixed(0)} µs`,
    `${median(apart).toFixed(2)} (${Math.min(...apart).toFixed(2)} to ${Math.max(...apart).toFixed(2)})`,
  ];
  return `| ${cells.join(' | ')} |`;
}

export const header = `| request | server CPU | PostgreSQL CPU | requests/s | p50 | p99 | (server CPU) | (PostgreSQL CPU) | A/A, server CPU |
|---|---|---|---|---|---|---|---|---|`;

export const memoryRow = (name: string, own: number, base: number, target?: number): string =>
  `${name}: ${verdict(own / base, target)} (${own.toFixed(0)} / ${base.toFixed(0)} MiB)`;
