import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Readable } from 'node:stream';
import { AriRequestError } from './errors.ts';

/** Binary bodies do not travel in the WebSocket: recordings come, and prompts go, over plain HTTP. `url` is that of `AriClientOptions`. */
export class AriFiles {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** `GET /recordings/stored/{name}/file` as a stream. Rejects with `AriRequestError` (404: no such recording). */
  storedRecording(name: string): Promise<Readable> {
    return this.#send('GET', `recordings/stored/${encodeURIComponent(name)}/file`);
  }

  /** Our extension for engines that share no disk with us: `PUT /sounds/{name}` with a WAV body. */
  async putSound(name: string, wav: Buffer): Promise<void> {
    const body = await this.#send('PUT', `sounds/${name.split('/').map(encodeURIComponent).join('/')}`, wav);
    body.resume();
  }

  /** `GET /sounds`: names of all sounds in the engine. */
  async listSounds(): Promise<string[]> {
    const body = await this.#send('GET', 'sounds');
    const parts: Buffer[] = [];
    for await (const part of body) parts.push(Buffer.from(part));
    // ARI's own shape of a sound; only the name is of use here.
    const sounds = JSON.parse(Buffer.concat(parts).toString()) as { id: string }[];
    return sounds.map(({ id }) => id);
  }

  /** Our extension: `DELETE /sounds/{name}`. One that is not there is as good as removed. */
  async deleteSound(name: string): Promise<void> {
    try {
      const body = await this.#send('DELETE', `sounds/${name.split('/').map(encodeURIComponent).join('/')}`);
      body.resume();
    } catch (error) {
      if (!(error instanceof AriRequestError && error.status === 404)) throw error;
    }
  }

  #send(method: string, path: string, body?: Buffer): Promise<Readable> {
    const base = new URL(this.#url);
    const options = {
      method,
      auth: `${decodeURIComponent(base.username)}:${decodeURIComponent(base.password)}`,
      hostname: base.hostname,
      port: base.port,
      path: `${base.pathname.replace(/\/$/, '')}/${path}`,
      headers: body ? { 'content-type': 'audio/wav', 'content-length': body.length } : {},
      timeout: 10_000,
    };
    return new Promise((resolve, reject) => {
      const request = (base.protocol === 'https:' ? httpsRequest : httpRequest)(options, (response) => {
        const status = response.statusCode ?? 0;
        if (status >= 200 && status < 300) {
          resolve(response);
        } else {
          response.resume();
          reject(new AriRequestError(method, path, status, response.statusMessage ?? ''));
        }
      });
      request.on('timeout', () => request.destroy(new Error('no answer in time')));
      request.on('error', (error) => reject(new AriRequestError(method, path, 0, error.message)));
      request.end(body);
    });
  }
}
