/** Why an order was refused; the names are those of the error catalogue. */
export type Refusal =
  | 'panel.noExtension'
  | 'panel.phoneOffline'
  | 'panel.alreadyInCall'
  | 'panel.noCall'
  | 'panel.notAnswered'
  | 'panel.noTrunk'
  | 'panel.numberInvalid'
  | 'panel.numberIsQueue'
  | 'panel.colleagueToQueue'
  | 'panel.queueClosed'
  | 'panel.queueEmpty'
  | 'panel.notAllowed'
  | 'panel.capReached'
  | 'panel.blacklisted'
  | 'panel.trunksBusy'
  | 'panel.notYourQueue'
  | 'panel.noSurvey'
  | 'panel.notYourCall'
  | 'panel.consulting'
  | 'panel.noConsult'
  | 'panel.consultNotAnswered'
  | 'panel.targetBusy'
  | 'panel.customerLeft'
  | 'panel.notRecordable'
  | 'panel.dispositionRequired'
  | 'panel.dispositionUnknown'
  | 'panel.noteChanged'
  | 'panel.noWrapUp'
  | 'panel.wrapUpNotExtendable'
  | 'supervision.notTalking'
  | 'supervision.self'
  | 'supervision.elsewhere'
  | 'supervision.another'
  | 'conferences.beingHeld'
  | 'conferences.notHeld'
  | 'conferences.nobodyReachable';

/** Refusals whose sentence names the number that was dialled. */
type RefusalOfNumber = 'panel.numberInvalid' | 'panel.numberIsQueue' | 'panel.notAllowed' | 'panel.blacklisted';

export class RefusedError extends Error {
  readonly code: Refusal;
  readonly params: { readonly number?: string };

  constructor(code: Exclude<Refusal, RefusalOfNumber>);
  constructor(code: Refusal, params: { number: string });
  constructor(code: Refusal, params: { number?: string } = {}) {
    super(code);
    this.name = 'RefusedError';
    this.code = code;
    this.params = params;
  }
}
