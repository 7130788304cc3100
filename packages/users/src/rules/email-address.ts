/**
 * The form in which two spellings of one address are equal. RFC 5321 (section 2.4) lets a host tell cases of the local part
 * apart; no provider does, and two accounts for one mailbox would be worse.
 */
export const canonicalAddress = (email: string): string => email.toLowerCase();
