declare module 'squawk-cli/js/index.js' {
  /** Where the program for this platform lies; throws where there is none. */
  export function getBinaryPath(): string;
}
