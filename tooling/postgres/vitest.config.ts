import { defineConfig } from 'vitest/config';

// @plinth/vitest depends on this package, so its settings are out of reach.
export default defineConfig({ test: { sequence: { shuffle: true }, testTimeout: 60_000, hookTimeout: 60_000 } });
