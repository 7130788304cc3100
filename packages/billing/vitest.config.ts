import { withPostgres } from '@plinth/vitest';
import { mergeConfig } from 'vitest/config';
import { mutated } from './test/model/mutated.ts';

const config = withPostgres();

export default ((environment) => mergeConfig(config(environment), { plugins: mutated(process.env['BILLING_MUTATION']) })) satisfies typeof config;
