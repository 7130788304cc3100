/** What is asked cannot be done; the message says why, for whoever asked. Nothing was written. */
export class Refusal extends Error {}
