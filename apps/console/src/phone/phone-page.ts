/** The page that has the call in full; from elsewhere one comes back to it. */
export const PHONE_PAGE = '/panel';
