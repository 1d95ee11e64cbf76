/** The Chinese ring: 450 Hz, one second of every five. Synthesised, so that no sound file is loaded. */
const FREQUENCY_HZ = 450;
const ON_S = 1;
const PERIOD_S = 5;
const RAMP_S = 0.02;
const LEVEL = 0.12;

/** Starts to ring; the answer silences it. Nothing is heard until the first click on the page, as browsers have it. */
export function startRinging(): () => void {
  const context = new AudioContext();
  const oscillator = new OscillatorNode(context, { frequency: FREQUENCY_HZ });
  const gain = new GainNode(context, { gain: 0 });
  oscillator.connect(gain).connect(context.destination);
  oscillator.start();
  const burst = () => {
    const start = context.currentTime;
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(LEVEL, start + RAMP_S);
    gain.gain.setValueAtTime(LEVEL, start + ON_S - RAMP_S);
    gain.gain.linearRampToValueAtTime(0, start + ON_S);
  };
  burst();
  const timer = setInterval(burst, PERIOD_S * 1000);
  return () => {
    clearInterval(timer);
    oscillator.stop();
    void context.close();
  };
}
