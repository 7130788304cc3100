import { readConfig, readEnvironment } from '@plinth/config';
import { createLogger, startMetrics, stopProcessTracing } from '@plinth/observability';
import { compose } from './compose.ts';
import { slices } from './config.ts';
import { endWithSignals } from './lifecycle/process.ts';
import { refuseToStart } from './lifecycle/refuse.ts';
import { refuseUnsafeStart } from './lifecycle/safe-start.ts';
import { serve } from './lifecycle/serve.ts';
import { version } from './version.ts';

/** The process of production: everything it needs runs already. */
async function main(): Promise<void> {
  const environment = readEnvironment();
  const config = readConfig(slices);
  const { logLevel, otelServiceName: service } = config.observability;
  const logger = createLogger({ level: logLevel, pretty: process.stdout.isTTY, service, version });
  const metrics = startMetrics({ service, version });

  const composition = await compose({ config, environment, version, logger, metrics });
  await refuseUnsafeStart({ config, environment, databases: composition.databases, logger });
  const serving = await serve(composition, { ...config.host, logger });
  const stop = async (): Promise<void> => {
    await serving.stop();
    await Promise.all([metrics.shutdown(), stopProcessTracing()]);
  };
  endWithSignals({ logger, stop });
}

await main().catch(refuseToStart);
