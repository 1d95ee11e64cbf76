import type { Clock } from '@zuoxi/kit';
import { Throttle, type ThrottleKey } from './throttle.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** One person's typing errors: they are forgiven with the right password. */
const FREE_BY_PERSON = 5;
const FREE_BY_KNOWN_PERSON = 10;
/** At a place where somebody guesses, of those who are known there. */
const FREE_WHERE_GUESSED = 3;
/** For one account from all the places where it has never signed in. */
const FREE_BY_ACCOUNT = 20;
/** From one place for all accounts; and one more for each account that has signed in there since. */
const FREE_BY_PLACE = 60;
const MOST_ACCOUNTS_OF_PLACE = 1000;
/** Places that are remembered with who has signed in there. */
const MOST_PLACES = 10_000;

export interface SignInAttempt {
  /** Call centre and account as they were typed, in lower case. */
  account: string;
  /** `placeOf` the address. */
  place: string;
  /** The account has signed in from there before. */
  isKnownThere: boolean;
}

/**
 * Who may try a password now. A guesser meets the limits by account, by place, and by both together; an office of hundreds behind one
 * address does not:
 *
 * - a right password forgives the failures of its account at that place, so that the typing errors of an office do not add up;
 * - whoever has signed in from there before is kept waiting by the failures for his own account there, and by nobody else's;
 * - failures from known places do not count against an account elsewhere, nor those from elsewhere against the known places.
 */
export class SignInLimits {
  readonly #throttle: Throttle;
  readonly #accountsOfPlace = new Map<string, Set<string>>();

  constructor(clock: Clock) {
    this.#throttle = new Throttle(clock);
  }

  /** 0 = go ahead. */
  secondsToWait(attempt: SignInAttempt): number {
    const { person, account, place } = this.#keysOf(attempt);
    return this.#throttle.secondsToWait(attempt.isKnownThere ? [person] : [person, account, place]);
  }

  failed(attempt: SignInAttempt): void {
    const { person, account, place } = this.#keysOf(attempt);
    this.#throttle.failed(attempt.isKnownThere ? [person, place] : [person, account, place]);
  }

  succeeded(attempt: SignInAttempt): void {
    const { person, account, place } = this.#keysOf(attempt);
    const own = this.#throttle.failures(person);
    for (const key of attempt.isKnownThere ? [person, place] : [person, account, place]) this.#throttle.forgive(key, own);
    const there = this.#accountsOfPlace.get(attempt.place) ?? new Set();
    if (there.size < MOST_ACCOUNTS_OF_PLACE) there.add(attempt.account);
    this.#accountsOfPlace.delete(attempt.place);
    this.#accountsOfPlace.set(attempt.place, there);
    const [oldest] = this.#accountsOfPlace.keys();
    if (oldest !== undefined && this.#accountsOfPlace.size > MOST_PLACES) this.#accountsOfPlace.delete(oldest);
  }

  #keysOf({ account, place, isKnownThere }: SignInAttempt): Record<'person' | 'account' | 'place', ThrottleKey> {
    const byPlace: ThrottleKey = {
      name: `place/${place}`,
      free: FREE_BY_PLACE + (this.#accountsOfPlace.get(place)?.size ?? 0),
      windowMs: 6 * HOUR_MS,
      longestWaitMs: 15 * MINUTE_MS,
    };
    const isGuessedThere = this.#throttle.failures(byPlace) >= byPlace.free;
    const freeOfKnown = isGuessedThere ? FREE_WHERE_GUESSED : FREE_BY_KNOWN_PERSON;
    return {
      place: byPlace,
      account: { name: `account/${account}`, free: FREE_BY_ACCOUNT, windowMs: 6 * HOUR_MS, longestWaitMs: 15 * MINUTE_MS },
      person: {
        name: `person/${place}/${account}`,
        free: isKnownThere ? freeOfKnown : FREE_BY_PERSON,
        windowMs: 6 * HOUR_MS,
        longestWaitMs: isKnownThere ? 5 * MINUTE_MS : 15 * MINUTE_MS,
      },
    };
  }
}
