/** A reason not to start that is one clear sentence for the person at the keyboard. */
export class Sentence extends Error {
  /** It may pass by itself. */
  readonly isTemporary: boolean;

  constructor(message: string, { isTemporary = false } = {}) {
    super(message);
    this.isTemporary = isTemporary;
  }
}
