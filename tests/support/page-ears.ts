/**
 * What a phone in the browser hears is not in the page's DOM: its connections are kept where a test can reach them. Text, because it runs in
 * the page, whose names are the browser's and not Node's.
 */
export const KEEP_CONNECTIONS = `
  const Native = window.RTCPeerConnection;
  window.heardConnections = [];
  window.RTCPeerConnection = class extends Native { constructor(...args) { super(...args); window.heardConnections.push(this); } };
`;

/** JSON has no -Infinity. */
export const SILENCE_DB = -1000;

/** An expression whose promise gives the level in dB of each of these frequencies in what the phone plays now; `SILENCE_DB` without a call. */
export const levelsOf = (frequencies: readonly number[]): string => `(async (frequencies) => {
  const receivers = window.heardConnections.filter((c) => c.connectionState === 'connected').flatMap((c) => c.getReceivers());
  const track = receivers.map((r) => r.track).find((t) => t && t.kind === 'audio' && t.readyState === 'live');
  if (!track) return frequencies.map(() => ${SILENCE_DB});
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 16384;
  analyser.smoothingTimeConstant = 0;
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  await new Promise((done) => setTimeout(done, 600));
  const bins = new Float32Array(analyser.frequencyBinCount);
  analyser.getFloatFrequencyData(bins);
  const levels = frequencies.map((hz) => {
    const at = Math.round((hz * analyser.fftSize) / context.sampleRate);
    return Math.max(${SILENCE_DB}, ...bins.slice(at - 2, at + 3));
  });
  await context.close();
  return levels;
})(${JSON.stringify(frequencies)})`;

/** A level at which a tone is heard, in dB. */
export const HEARD_DB = -50;
