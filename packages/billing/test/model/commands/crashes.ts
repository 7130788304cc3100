import fc from 'fast-check';

/** The statement before which a connection ends; mostly none does. */
export const crashes = fc.oneof({ weight: 6, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 24 }) });
