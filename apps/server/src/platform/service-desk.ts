import type { ServiceAnswer, ServiceRequest, Services } from '@zuoxi/callcontrol';

type Asked = ServiceRequest['ask'];
type Answer<A extends Asked> = (request: Extract<ServiceRequest, { ask: A }>) => Promise<Extract<ServiceAnswer, { ask: A }>>;

/** By what is asked. */
export type Answers = { readonly [A in Asked]?: Answer<A> };

/**
 * What call control asks besides telephony, answered by whichever module has declared that it does. Call control is made before them and
 * knows only this desk, so that a module may both answer its questions and give it orders.
 */
export class ServiceDesk implements Services {
  readonly #answers = new Map<string, (request: ServiceRequest) => Promise<ServiceAnswer>>();

  /** Throws a sentence when something is answered twice. */
  register(answers: Answers): void {
    for (const [asked, answer] of Object.entries(answers)) {
      if (this.#answers.has(asked)) throw new Error(`Two modules answer what call control asks as "${asked}".`);
      // Under the name of what it answers: it is asked nothing else.
      this.#answers.set(asked, answer as (request: ServiceRequest) => Promise<ServiceAnswer>);
    }
  }

  async ask(request: ServiceRequest): Promise<ServiceAnswer> {
    const answer = this.#answers.get(request.ask);
    if (!answer) throw new Error(`no module answers what call control asks as "${request.ask}"`);
    return answer(request);
  }
}
