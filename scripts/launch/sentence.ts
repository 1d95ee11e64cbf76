/** A reason not to start that is one clear sentence for the person at the keyboard. */
export class Sentence extends Error {}
