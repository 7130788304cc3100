export { type UsageAsk, usageQuantities } from '../selectors/usage-quantities.ts';
