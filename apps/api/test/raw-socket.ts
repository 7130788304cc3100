import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Sends `parts` with a pause between them, and resolves with all that came back when the server has closed. */
export async function talk(port: number, parts: readonly string[], pause = 0): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  socket.setEncoding('utf8').on('data', (text: string) => (heard += text));
  // The server may reset what still talks; what counts is what it said before.
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => void socket.once('close', () => resolve()));
  for (const part of parts) {
    if (socket.writable) socket.write(part);
    await sleep(pause);
  }
  await closed;
  return heard;
}

/** Head and body of a raw answer. */
export function parseAnswer(text: string): { status: number; headers: string; body: unknown } {
  const [headers = '', body = ''] = text.split('\r\n\r\n', 2);
  return { status: Number(headers.split(' ', 2)[1]), headers, body: body === '' ? undefined : JSON.parse(body) };
}
