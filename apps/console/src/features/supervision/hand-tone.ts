/** Two soft notes upwards: somebody asks, nothing rings. Synthesised, so that no sound file is loaded. */
const NOTES_HZ = [660, 880];
const NOTE_S = 0.16;
const LEVEL = 0.08;

export function playHandTone(): void {
  const context = new AudioContext();
  const gain = new GainNode(context, { gain: 0 });
  gain.connect(context.destination);
  const oscillator = new OscillatorNode(context);
  oscillator.connect(gain);
  NOTES_HZ.forEach((frequency, index) => {
    const start = context.currentTime + index * NOTE_S;
    oscillator.frequency.setValueAtTime(frequency, start);
    gain.gain.setTargetAtTime(LEVEL, start, 0.01);
    gain.gain.setTargetAtTime(0, start + NOTE_S * 0.7, 0.03);
  });
  oscillator.start();
  oscillator.stop(context.currentTime + NOTES_HZ.length * NOTE_S + 0.2);
  oscillator.onended = () => void context.close();
}
