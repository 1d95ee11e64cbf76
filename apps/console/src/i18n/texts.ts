type Sentence<T> = { readonly [K in keyof T]: T[K] extends string ? string : Texts<T[K]> };
/** `calls_one` beside `calls`: what i18next says where the count is 1. Chinese has one form for all counts. */
type Singular<T> = { readonly [K in keyof T & string as T[K] extends string ? `${K}_one` : never]?: string };

/** The same keys in another language. */
export type Texts<T> = Sentence<T> & Singular<T>;
