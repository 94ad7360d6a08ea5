/** Two notes, as at a counter. It needs a press on the page first, or a browser that is started to allow sound. */
export function playChime(context: AudioContext): void {
  for (const [index, hertz] of [783.99, 659.25].entries()) {
    const start = context.currentTime + index * 0.45;
    const tone = context.createOscillator();
    const loudness = context.createGain();
    tone.frequency.value = hertz;
    loudness.gain.setValueAtTime(0, start);
    loudness.gain.linearRampToValueAtTime(0.35, start + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.001, start + 1.1);
    tone.connect(loudness).connect(context.destination);
    tone.start(start);
    tone.stop(start + 1.2);
  }
}
