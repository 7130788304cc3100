import { observeFigures } from '@plinth/observability';
import { type Driver, poolState } from './driver.ts';

const descriptions = {
  plinth_pool_connections: 'Connections of a pool, by state: used or idle.',
  plinth_pool_connections_max: 'Connections that a pool may open.',
  plinth_pool_waiting: 'Statements and transactions that wait for a connection of a pool.',
};

/** Shows how a module's pools are used, under the names that they are given. Returns what ends it. */
export const observePools = (module: string, pools: Readonly<Record<string, Driver>>): (() => void) =>
  observeFigures(descriptions, () =>
    Object.entries(pools).flatMap(([pool, driver]) => {
      const { used, idle, waiting } = poolState(driver);
      const labels = { module, pool };
      return [
        { name: 'plinth_pool_connections' as const, value: used, labels: { ...labels, state: 'used' } },
        { name: 'plinth_pool_connections' as const, value: idle, labels: { ...labels, state: 'idle' } },
        { name: 'plinth_pool_connections_max' as const, value: driver.options.max, labels },
        { name: 'plinth_pool_waiting' as const, value: waiting, labels },
      ];
    }),
  );
