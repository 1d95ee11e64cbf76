/** A request that the engine refused or never answered. `status` is 0 when there was no answer. */
export class AriRequestError extends Error {
  readonly method: string;
  readonly uri: string;
  readonly status: number;

  constructor(method: string, uri: string, status: number, message: string) {
    super(`${method} ${uri}: ${status} ${message}`);
    this.name = 'AriRequestError';
    this.method = method;
    this.uri = uri;
    this.status = status;
  }

  /** The resource is gone, or not (or no longer) ours: for a channel this means that it has hung up. */
  get isGone(): boolean {
    return this.status === 404 || this.status === 409;
  }
}
