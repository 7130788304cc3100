const beside = new Set(['key', 'model', 'timing', 'meter', 'prices', 'interval', 'intervalCount', 'currency', 'taxRate']);

/** A price as it is stored: what its model asks for, and the limits of what is spent. */
export const storedPrice = (charge: object): object => Object.fromEntries(Object.entries(charge).filter(([name]) => !beside.has(name)));
