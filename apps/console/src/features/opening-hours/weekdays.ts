/** Monday first, as ISO 8601 counts them: 1 … 7. */
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** @param number 1 = Monday … 7 = Sunday */
export const weekdayOf = (number: number) => weekdays[number - 1] ?? 'mon';
