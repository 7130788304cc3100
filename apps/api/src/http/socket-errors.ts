import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { HttpProblem, problemOf } from './problem-of.ts';
import { httpProblems } from './problem-types.ts';
import { problemBody, problemHeaders } from './problems.ts';

/** Where Node keeps the answer that a socket is giving. */
interface Answering {
  readonly _httpMessage?: { readonly headersSent: boolean };
}

const knownCodes = new Set(['HPE_HEADER_OVERFLOW', 'ERR_HTTP_REQUEST_TIMEOUT']);

/** Answers what is no HTTP request, or did not come in time, on the bare socket: no request and no reply exist yet. */
export function answerSocketError(securityHeaders: Readonly<Record<string, string>>) {
  return (error: Error & { code?: string }, socket: Socket): void => {
    const answering = (socket as Socket & Answering)._httpMessage;
    if (error.code === 'ECONNRESET' || !socket.writable || answering?.headersSent === true) {
      socket.destroy(error);
      return;
    }
    const problem = problemOf(knownCodes.has(error.code ?? '') ? error : new HttpProblem(httpProblems.badRequest));
    const requestId = randomUUID();
    const body = JSON.stringify(problemBody(problem, '', requestId));
    const headers = {
      ...securityHeaders,
      ...problemHeaders(problem),
      'content-length': String(Buffer.byteLength(body)),
      'x-request-id': requestId,
      connection: 'close',
    };
    const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}\r\n${head.join('')}\r\n${body}`);
  };
}
