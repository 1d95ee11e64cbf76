import type { ConformancePhone, ConformancePhoneCall } from '@zuoxi/ari/conformance';
import { buildResponse } from '../../packages/softswitch/src/sip/index.ts';
import { type PhoneCall, TestPhone } from '../../packages/softswitch/test/switch/test-phone.ts';
import { PhoneAudio } from './phone-audio.ts';

/** A SIP phone over UDP with audio: works against any engine that speaks SIP. */
export class SipConformancePhone implements ConformancePhone {
  readonly endpoint: string;
  readonly #phone: TestPhone;
  readonly #audio: PhoneAudio;
  readonly #seen = new Set<string>();
  #isRegistered = false;

  private constructor(name: string, phone: TestPhone, audio: PhoneAudio) {
    this.endpoint = name;
    this.#phone = phone;
    this.#audio = audio;
    // The phone of the switch's tests has no audio of its own: its SDP gets the port of ours.
    // It is asked whether it is there (qualify).
    phone.onMessage = (message) => {
      if (message.kind === 'request' && message.method === 'OPTIONS') phone.send(buildResponse(message, 200, { toTag: 'here' }));
    };
    phone.sdp = (_codecs, direction = 'sendrecv') => audio.sdp(direction);
  }

  static async open(name: string, password: string, sipPort: number): Promise<SipConformancePhone> {
    const phone = await TestPhone.create({ user: name, password, server: { port: sipPort } });
    return new SipConformancePhone(name, phone, await PhoneAudio.open());
  }

  async register(): Promise<void> {
    if (this.#isRegistered) return;
    await this.#registerFor(300);
    this.#isRegistered = true;
  }

  async unregister(): Promise<void> {
    await this.#registerFor(0);
    this.#isRegistered = false;
  }

  async #registerFor(seconds: number): Promise<void> {
    const response = await this.#phone.registers(seconds);
    if (response.status !== 200) throw new Error(`REGISTER was answered ${response.status}`);
  }

  async calls(exten: string, inPlaceOf?: ConformancePhoneCall): Promise<ConformancePhoneCall> {
    const headers: [string, string][] = inPlaceOf instanceof SipConformanceCall ? [['replaces', inPlaceOf.replaces]] : [];
    const call = await this.#phone.calls(exten, { headers });
    return new SipConformanceCall(this.#phone, call, this.#audio);
  }

  async isCalled(): Promise<ConformancePhoneCall> {
    for (;;) {
      const call = await this.#phone.isCalled();
      // A copy of an INVITE that an earlier case left unanswered.
      if (this.#seen.has(call.callId)) continue;
      this.#seen.add(call.callId);
      // RFC 3261 section 9.1: only after a provisional response may the caller cancel.
      this.#phone.send(buildResponse(call.invite, 100));
      return new SipConformanceCall(this.#phone, call, this.#audio);
    }
  }

  forgetCalls(): void {
    for (const message of this.#phone.heard) {
      if (message.kind === 'request' && message.method === 'INVITE') this.#seen.add(message.callId);
    }
  }

  close(): void {
    this.#audio.close();
    this.#phone.close();
  }
}

class SipConformanceCall implements ConformancePhoneCall {
  readonly #phone: TestPhone;
  readonly #call: PhoneCall;
  readonly #audio: PhoneAudio;

  constructor(phone: TestPhone, call: PhoneCall, audio: PhoneAudio) {
    this.#phone = phone;
    this.#call = call;
    this.#audio = audio;
  }

  async rings(): Promise<void> {
    this.#call.rings();
  }

  async hasEarlyMedia(): Promise<void> {
    this.#audio.talkTo(this.#call.invite.body);
    this.#call.hasEarlyMedia();
  }

  async answers(): Promise<void> {
    this.#audio.talkTo(this.#call.invite.body);
    await this.#call.picksUp();
  }

  async rejects(status: 404 | 486 | 603): Promise<void> {
    this.#call.rejects(status);
  }

  async isCancelled(): Promise<void> {
    await this.#call.isCancelled();
  }

  async hearsRinging(): Promise<void> {
    await this.#call.hears(180);
  }

  async hearsProgress(): Promise<void> {
    const response = await this.#call.hears(183);
    if (!response.body.includes('m=audio')) throw new Error('183 without a session description');
  }

  async isAnswered(): Promise<void> {
    const response = await this.#call.isAnswered();
    this.#audio.talkTo(response.body);
  }

  async givesUp(): Promise<void> {
    this.#call.cancels();
    await this.#call.hears(487);
  }

  async isRefused(): Promise<number> {
    const { callId } = this.#call;
    const response = await this.#phone.hearsFinal((status) => status >= 300 && status !== 401, callId, 'INVITE');
    this.#phone.ackFailure(this.#call.invite, response);
    return response.status;
  }

  async hangsUp(): Promise<void> {
    this.#audio.stopTalking();
    await this.#call.hangsUp();
  }

  async isHungUp(): Promise<void> {
    await this.#call.isHungUp();
    this.#audio.stopTalking();
  }

  async presses(key: string): Promise<void> {
    await this.#audio.press(key);
  }

  async hearsKeys(keys: string): Promise<void> {
    await this.#audio.hearsKeys(keys);
  }

  async talks(): Promise<void> {
    this.#audio.loud = true;
  }

  async fallsSilent(): Promise<void> {
    this.#audio.loud = false;
  }

  async holds(): Promise<void> {
    await this.#reinvite('sendonly');
  }

  async resumes(): Promise<void> {
    await this.#reinvite('sendrecv');
  }

  /** Names this call in a Replaces. */
  get replaces(): string {
    return this.#call.replaces;
  }

  async transfers(exten: string, inPlaceOf?: ConformancePhoneCall): Promise<number> {
    const replaces = inPlaceOf instanceof SipConformanceCall ? `?Replaces=${encodeURIComponent(inPlaceOf.replaces)}` : '';
    const headers: [string, string][] = [['refer-to', `<sip:${exten}@127.0.0.1${replaces}>`]];
    return (await this.#call.asks('REFER', '', '', headers)).status;
  }

  async hearsOfTransfer(): Promise<number> {
    const notify = await this.#call.hearsRequest('NOTIFY');
    this.#call.answers(notify, 200);
    return Number(/^SIP\/2\.0 (\d{3})/.exec(notify.body)?.[1]);
  }

  async #reinvite(direction: string): Promise<void> {
    const response = await this.#call.asks('INVITE', this.#phone.sdp(undefined, direction));
    if (response.status !== 200) throw new Error(`re-INVITE was answered ${response.status}`);
  }
}
