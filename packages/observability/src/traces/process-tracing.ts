import { ConfigError, readConfig } from '@plinth/config';
import { observabilityConfig, type ObservabilityConfig } from '../config.ts';
import { startTracing, type StopTracing } from './start-tracing.ts';

let stop: StopTracing | undefined;

/** What is wrong with the configuration is for the program to say, all at once. */
function readQuietly(): ObservabilityConfig | undefined {
  try {
    return readConfig([observabilityConfig]).observability;
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

/** Lets instrumentation see what ES modules import; without it only `require` is seen. */
async function hookImports(): Promise<void> {
  const { register, supportsSyncHooks } = await import('import-in-the-middle/register-hooks.mjs');
  if (supportsSyncHooks()) register();
  else process.emitWarning('This Node cannot hook imports: libraries that are imported are not traced. Use 22.22.3, 24.11.1 or newer.');
}

/** Starts tracing as the environment says; called once, before anything that is to be traced is imported. */
export async function startProcessTracing(): Promise<void> {
  const config = readQuietly();
  if (config?.otelExporterOtlpEndpoint === undefined) return;
  await hookImports();
  stop = await startTracing({
    endpoint: config.otelExporterOtlpEndpoint,
    sampleRatio: config.traceSampleRatio,
    serviceName: config.otelServiceName,
  });
}

/** Sends what is still queued, for two seconds at most; nothing to do where tracing is off. Never throws. */
export const stopProcessTracing: StopTracing = async () => {
  await stop?.();
};
