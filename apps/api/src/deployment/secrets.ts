const common = /change|secret|password|passwort|sample|example|default|development|test|dummy|qwert|\b1234|1234\b|12345|plinth|postgres/i;

/** Few different characters, or a word that people put where a secret should be: somebody made it up, or never replaced it. */
export const looksMadeUp = (text: string): boolean => new Set(text).size < 10 || common.test(text);

/** Passwords of databases are often shorter than keys; what a dictionary has is refused, and what is missing. */
export const isGuessable = (password: string): boolean => password.length < 12 || looksMadeUp(password);

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/;

/** Whether what is sent there stays on this machine; no host at all is a socket in the file system. */
export const staysHere = (url: URL): boolean => url.hostname === '' || loopback.test(url.hostname);
