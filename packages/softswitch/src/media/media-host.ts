import { randomInt } from 'node:crypto';
import type { Clock, Timer } from '@zuoxi/kit';
import { type LegEvent, MediaError, type PlaybackEnd, type RecordingResult } from './api.ts';
import { Bridge } from './bridge.ts';
import { FrameClock } from './frame-clock.ts';
import { Leg, type LegHooks } from './leg.ts';
import { LinkTransport } from './link-transport.ts';
import { type MediaPorts, openTransport } from './media-ports.ts';
import type { Party } from './party.ts';
import { affectedLegs, planFor } from './plan.ts';
import { Player } from './player.ts';
import { PromptCache } from './prompt-cache.ts';
import { LINK_PREFIX, type Place, type Usage, type WorkerCalls } from './protocol.ts';
import { Recordings } from './recordings.ts';
import { SdpSession } from './sdp-session.ts';
import { Snoop } from './snoop.ts';

export interface HostReports {
  event(event: LegEvent): void;
  played(id: string, end: PlaybackEnd, error: string | undefined): void;
  recorded(id: string, result: RecordingResult): void;
}

type Args<K extends keyof WorkerCalls> = WorkerCalls[K]['args'];
type Owner = { players: Player[]; music: Player | undefined };

/** Everything of one worker: its legs, bridges, playbacks and recordings, and the clock that drives them. */
export class MediaHost {
  readonly #clock: Clock;
  readonly #ports: MediaPorts;
  readonly #reports: HostReports;
  readonly #hooks: LegHooks;
  readonly #frames: FrameClock;
  readonly #prompts = new PromptCache();
  readonly #parties = new Map<string, Party>();
  readonly #sessions = new Map<string, { sdp: SdpSession; apply: (sdp: SdpSession, signallingAddress: string | undefined) => void }>();
  readonly #bridges = new Map<string, Bridge>();
  readonly #players = new Map<string, Player>();
  readonly #music = new Set<Player>();
  readonly #recordings: Recordings;
  /** Legs whose plan is `clocked`. */
  readonly #clocked = new Set<Leg>();
  #secondTimer: Timer | undefined;

  constructor(clock: Clock, ports: MediaPorts, reports: HostReports, mediaTimeoutMs: number) {
    this.#clock = clock;
    this.#ports = ports;
    this.#reports = reports;
    this.#frames = new FrameClock(clock, (beat) => this.#beat(beat));
    this.#recordings = new Recordings(
      clock,
      (id, result) => {
        reports.recorded(id, result);
        this.#runClock();
      },
      () => this.#runClock(),
    );
    this.#hooks = {
      clock,
      mediaTimeoutMs,
      random: Math.random,
      emit: (event) => reports.event(event),
      dtmf: (leg, digit, durationMs) => this.#onDtmf(leg, digit, durationMs),
      replan: (leg) => this.#replan(leg),
    };
    this.#armSecond();
  }

  // ---- legs, snoops, links ----

  async createLeg({ id, kind, codecs, sdes, dtmf, mediaTimeoutMs, advertisedAddress }: Args<'createLeg'>): Promise<undefined> {
    const hooks = mediaTimeoutMs === undefined ? this.#hooks : { ...this.#hooks, mediaTimeoutMs };
    const leg = new Leg(id, kind, hooks, dtmf);
    const { transport, local, apply } = await openTransport(
      { ...this.#ports, advertisedAddress: advertisedAddress ?? this.#ports.advertisedAddress },
      kind,
      leg,
      codecs,
      leg.sender.ssrc,
      { sdes, dtmf },
    );
    leg.attach(transport);
    this.#parties.set(id, leg);
    const sdp = new SdpSession(local, String(randomInt(1, 2 ** 40)));
    this.#sessions.set(id, {
      sdp,
      apply: (session, signallingAddress) => {
        if (!session.negotiated) return;
        leg.negotiate(session.negotiated);
        apply(session.negotiated, signallingAddress);
        this.#replan(leg);
      },
    });
  }

  createSnoop({ id, targetId, spy, whisper }: Args<'createSnoop'>): undefined {
    this.#parties.set(id, new Snoop(id, this.#party(targetId), spy, whisper));
  }

  createLink({ id, port, codec }: Args<'createLink'>): undefined {
    const leg = new Leg(id, 'link', this.#hooks);
    leg.attach(new LinkTransport(port, leg));
    leg.negotiateLink(codec);
    this.#parties.set(id, leg);
  }

  async closeLeg({ id }: Args<'closeLeg'>): Promise<undefined> {
    const party = this.#parties.get(id);
    if (!party) return;
    this.#parties.delete(id);
    this.#sessions.delete(id);
    if (party.bridge) this.#takeOut(party, party.bridge);
    this.#stopAll(party);
    if (party instanceof Leg) {
      const closed = party.close();
      this.#clocked.delete(party);
      this.#recordings.ownerClosed(party);
      await closed;
    }
    if (party instanceof Snoop) {
      party.closed = true;
      party.target.snoops.delete(party);
      this.#recordings.ownerClosed(party);
      this.#replan(party.target);
    }
  }

  createOffer({ id }: Args<'createOffer'>): string {
    return this.#session(id).sdp.createOffer();
  }

  acceptOffer({ id, sdp, signallingAddress }: Args<'acceptOffer'>): WorkerCalls['acceptOffer']['result'] {
    const session = this.#session(id);
    const { answer, negotiated } = session.sdp.acceptOffer(sdp);
    session.apply(session.sdp, signallingAddress);
    return { answer, remoteDirection: negotiated.remote.direction, codec: negotiated.codec };
  }

  acceptAnswer({ id, sdp, signallingAddress }: Args<'acceptAnswer'>): WorkerCalls['acceptAnswer']['result'] {
    const session = this.#session(id);
    const negotiated = session.sdp.acceptAnswer(sdp);
    session.apply(session.sdp, signallingAddress);
    return { remoteDirection: negotiated.remote.direction, codec: negotiated.codec };
  }

  async sendDtmf({ id, digits, durationMs, gapMs }: Args<'sendDtmf'>): Promise<undefined> {
    const party = this.#party(id);
    if (!(party instanceof Leg)) throw new MediaError('failed', 'a snoop takes no keys');
    await party.sendKeys(digits, durationMs, gapMs);
  }

  mute({ id, direction, on }: Args<'mute'>): undefined {
    const party = this.#party(id);
    if (direction !== 'out') party.mutedIn = on;
    if (direction !== 'in') party.mutedOut = on;
    this.#replan(party);
  }

  detectTalk({ id, options }: Args<'detectTalk'>): undefined {
    const party = this.#party(id);
    if (party instanceof Leg) party.detectTalk(options);
  }

  awaitSound({ id, answers }: Args<'awaitSound'>): undefined {
    const party = this.#party(id);
    const { sdp } = this.#session(id);
    if (!(party instanceof Leg)) return;
    party.awaitSound(answers.flatMap((answer) => ({ answer, ...sdp.sourceOf(answer) })));
  }

  expectMedia({ id }: Args<'expectMedia'>): undefined {
    const party = this.#party(id);
    if (party instanceof Leg) party.expectMedia();
  }

  stats({ id }: Args<'stats'>): WorkerCalls['stats']['result'] {
    const party = this.#party(id);
    if (party instanceof Leg) return party.stats();
    const nothing = {
      packetsReceived: 0,
      packetsSent: 0,
      bytesReceived: 0,
      bytesSent: 0,
      packetsLost: 0,
      jitterMs: 0,
      strangersDropped: 0,
      quality: undefined,
    };
    return { codec: undefined, ...nothing };
  }

  // ---- bridges ----

  createBridge({ id }: Args<'createBridge'>): undefined {
    this.#bridges.set(id, new Bridge(id));
  }

  closeBridge({ id }: Args<'closeBridge'>): undefined {
    const bridge = this.#bridges.get(id);
    if (!bridge) return;
    bridge.closed = true;
    this.#bridges.delete(id);
    for (const member of [...bridge.members]) this.#takeOut(member, bridge);
    this.#stopAll(bridge);
    this.#recordings.ownerClosed(bridge);
  }

  join({ bridgeId, legId, listenOnly }: Args<'join'>): undefined {
    const bridge = this.#bridge(bridgeId);
    const party = this.#party(legId);
    if (party.bridge && party.bridge !== bridge) this.#takeOut(party, party.bridge);
    party.bridge = bridge;
    party.listenOnly = listenOnly;
    bridge.members.add(party);
    this.#replan(bridge);
  }

  leave({ bridgeId, legId }: Args<'leave'>): undefined {
    const bridge = this.#bridges.get(bridgeId);
    const party = this.#parties.get(legId);
    if (bridge && party?.bridge === bridge) this.#takeOut(party, bridge);
  }

  #takeOut(party: Party, bridge: Bridge): void {
    bridge.members.delete(party);
    party.bridge = undefined;
    party.listenOnly = false;
    this.#replan(party);
    this.#replan(bridge);
  }

  // ---- playing ----

  play({ id, at, source, options }: Args<'play'>): undefined {
    const owner = this.#owner(at);
    const player = new Player(id, source, options, this.#prompts, (end, error) => {
      this.#players.delete(id);
      const index = owner.players.indexOf(player);
      if (index >= 0) owner.players.splice(index, 1);
      this.#reports.played(id, end, error);
      this.#replanOwner(at);
    });
    this.#players.set(id, player);
    owner.players.push(player);
    this.#replanOwner(at);
  }

  control({ id, action, deltaMs = 0 }: Args<'control'>): undefined {
    const player = this.#players.get(id);
    if (action === 'seek') player?.seek(deltaMs);
    else player?.[action]();
  }

  setMusic({ at, source }: Args<'setMusic'>): undefined {
    const owner = this.#owner(at);
    if (owner.music) this.#music.delete(owner.music);
    owner.music = undefined;
    if (source) {
      const music = new Player('', source, { loop: true }, this.#prompts, () => {
        this.#music.delete(music);
        if (owner.music === music) owner.music = undefined;
        this.#replanOwner(at);
      });
      owner.music = music;
      this.#music.add(music);
    }
    this.#replanOwner(at);
  }

  #stopAll(owner: Owner): void {
    for (const player of [...owner.players]) player.stop();
    if (owner.music) this.#music.delete(owner.music);
    owner.music = undefined;
  }

  // ---- recording ----

  record({ id, at, options }: Args<'record'>): Promise<undefined> {
    return at.kind === 'bridge'
      ? this.#recordings.ofBridge(id, this.#bridge(at.id), options)
      : this.#recordings.ofParty(id, this.#party(at.id), options);
  }

  controlRecording({ id, action }: Args<'controlRecording'>): undefined {
    this.#recordings.control(id, action);
  }

  // ---- the clock ----

  #beat(beat: number): void {
    const now = this.#clock.monotonic();
    for (const player of this.#players.values()) player.advance();
    for (const player of this.#music) player.advance();
    for (const leg of this.#clocked) leg.beat(beat, now);
    this.#recordings.frame(beat, now);
  }

  #runClock(): void {
    if (this.#clocked.size > 0 || this.#players.size > 0 || this.#recordings.needClock) this.#frames.start();
    else this.#frames.stop();
  }

  #armSecond(): void {
    this.#secondTimer = this.#clock.setTimer(1_000, () => {
      const now = this.#clock.monotonic();
      for (const party of this.#parties.values()) if (party instanceof Leg) party.second(now);
      this.#armSecond();
    });
  }

  #replan(start: Party | Bridge): void {
    for (const leg of affectedLegs(start)) {
      const plan = planFor(leg);
      leg.setPlan(plan);
      if (plan.mode === 'clocked') this.#clocked.add(leg);
      else this.#clocked.delete(leg);
    }
    this.#runClock();
  }

  #replanOwner(at: Place): void {
    const owner = at.kind === 'leg' ? this.#parties.get(at.id) : this.#bridges.get(at.id);
    if (owner) this.#replan(owner);
    else this.#runClock();
  }

  /** Keys reach those who are fed by forwarding as packets; all others of the bridge get them made anew. */
  #onDtmf(leg: Leg, digit: string, durationMs: number): void {
    if (leg.kind !== 'link') this.#reports.event({ type: 'dtmf', legId: leg.id, digit, durationMs });
    if (!leg.bridge || leg.mutedIn || leg.listenOnly) return;
    for (const member of leg.bridge.members) {
      if (member === leg || !(member instanceof Leg) || member.mutedOut || member.getsKeysForwarded) continue;
      void member.sendKeys(digit, durationMs, 40);
    }
  }

  // ---- look-ups and the end ----

  usage(): Usage {
    const legs = [...this.#parties.values()].filter((party) => !(party instanceof Leg) || party.kind !== 'link');
    return {
      legs: legs.length,
      bridges: [...this.#bridges.keys()].filter((id) => !id.startsWith(LINK_PREFIX)).length,
      playbacks: this.#players.size,
      recordings: this.#recordings.size,
      ports: this.#ports.pool.size,
    };
  }

  async close(): Promise<undefined> {
    for (const id of [...this.#bridges.keys()]) this.closeBridge({ id });
    await Promise.all([...this.#parties.keys()].map((id) => this.closeLeg({ id })));
    await this.#recordings.close();
    this.#frames.stop();
    this.#secondTimer?.cancel();
  }

  #party(id: string): Party {
    const party = this.#parties.get(id);
    if (!party) throw new MediaError('closed', 'the leg is closed');
    return party;
  }

  #session(id: string): { sdp: SdpSession; apply: (sdp: SdpSession, signallingAddress: string | undefined) => void } {
    this.#party(id);
    const session = this.#sessions.get(id);
    if (!session) throw new MediaError('failed', 'a snoop has no SDP');
    return session;
  }

  #bridge(id: string): Bridge {
    const bridge = this.#bridges.get(id);
    if (!bridge) throw new MediaError('closed', 'the bridge is closed');
    return bridge;
  }

  #owner(at: Place): Owner {
    return at.kind === 'leg' ? this.#party(at.id) : this.#bridge(at.id);
  }
}
