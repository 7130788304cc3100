/** A name as it is compared: its letters whatever their case and encoding, one blank between words and none around them. */
export const canonicalName = (name: string): string => name.normalize('NFKC').toLowerCase().normalize('NFKC').split(/\s+/).filter((word) => word !== '').join(' ');
