// node --import @plinth/observability/register main.js
import { startProcessTracing } from './traces/process-tracing.ts';

await startProcessTracing();
