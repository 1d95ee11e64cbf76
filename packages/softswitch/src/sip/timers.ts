/** RFC 3261 table 4, in milliseconds. */
export const T1 = 500;
export const T2 = 4_000;
export const T4 = 5_000;
/** Timers B, F, H, J, L and M. */
export const SIXTY_FOUR_T1 = 64 * T1;
/** Timer D: at least 32 s for unreliable transports. */
export const TIMER_D = 32_000;
