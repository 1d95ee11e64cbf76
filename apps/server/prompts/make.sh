#!/bin/sh
# Makes every sound that ships with the product, with espeak-ng and sox (Debian packages). What is said stands in
# texts.tsv and numbers.tsv. 8 kHz, 16 bit, mono. See README.md for the licence.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
format='-r 8000 -c 1 -b 16'

# voice, words a minute, file, text, seconds of silence before and after. The silence espeak-ng leaves is cut off first, so
# that parts of a sentence ("You are number", "four", "in the queue") follow one another closely. -R: the same file again.
say() {
  [ "$4" != - ] || return 0
  espeak-ng -v "$1" -s "$2" -a 140 --stdout -- "$4" |
    sox -R -t wav - $format "$3" silence 1 0.005 0.1% reverse silence 1 0.005 0.1% reverse gain -n -6 pad "$5" "$5"
}

# Words a minute. The voice `cmn` of espeak-ng 1.51 reads Chinese as English ("nin two hao three"); this one does not.
voice() { case $1 in zh) echo cmn-latn-pinyin 190 ;; en) echo en 150 ;; esac; }

# table (a text of - is not said in that language), folder below the language, seconds of silence
speak() {
  tail -n +2 "$1" | while IFS="$(printf '\t')" read -r name zh en; do
    case $name in *-before | *-after | wait-minute | wait-minutes) pause=0.05 ;; *) pause=$3 ;; esac
    say $(voice zh) "zh/$2$name.wav" "$zh" "$pause"
    say $(voice en) "en/$2$name.wav" "$en" "$pause"
  done
}

mkdir -p zh/n en/n
speak texts.tsv '' 0.3
speak numbers.tsv n/ 0.04

# The tone after which one speaks; and a steady tone to measure a line by (1004 Hz, -10 dB).
sox -R -n $format beep.wav synth 0.35 sine 1000 gain -10 fade t 0.01 0.35 0.03 pad 0 0.15
sox -R -n $format test-tone.wav synth 10 sine 1004 gain -10 fade t 0.01 10 0.01

# Music. Each bar fades out before it ends, so that the piece can begin again without a click.
# A quiet broken chord, 16 s.
bar() { sox -R -n $format "$1" synth 4 pluck "$2" synth 4 pluck mix "$3" synth 4 pluck mix "$4" fade t 0.02 4 0.4 gain -n -14; }
bar "$work/1.wav" C4 E4 G4; bar "$work/2.wav" A3 C4 E4; bar "$work/3.wav" F3 A3 C4; bar "$work/4.wav" G3 B3 D4
sox -R "$work/1.wav" "$work/2.wav" "$work/3.wav" "$work/4.wav" music.wav

# Slow chords of soft tones that swell and go, 64 s. Only sines, each slightly moved by its octave.
swell() {
  sox -R -n $format "$1" synth 4 sine "$2" synth 4 sine mix "$3" synth 4 sine mix "$4" synth 4 sine mix "$5" \
    tremolo 0.5 15 fade h 0.9 4 1.2 gain -n -18
}
piece=''
number=0
for chord in 'C3 G3 E4 C5' 'A3 E3 C4 A4' 'F3 C4 A4 F4' 'G3 D4 B4 G4' 'E3 B3 G4 E4' 'A3 C4 E4 A4' 'D3 A3 F4 D4' 'G3 D4 B4 D5' \
  'C3 G3 E4 G4' 'F3 C4 A4 C5' 'D3 A3 F4 A4' 'G3 D4 B4 G4' 'A3 E4 C5 A4' 'F3 C4 A4 F4' 'G3 D4 F4 B4' 'C3 G3 E4 C4'; do
  number=$((number + 1))
  set -- $chord
  swell "$work/s$number.wav" "$1" "$2" "$3" "$4"
  piece="$piece $work/s$number.wav"
done
sox -R $piece music-2.wav

# A plucked figure of eight notes a bar over a slow bass, 64 s.
note() { sox -R -n $format "$1" synth 0.5 pluck "$2" fade t 0.005 0.5 0.12 gain -n -16; }
figure() {
  out=$1
  shift
  notes=''
  for pitch in "$@"; do
    [ -f "$work/$pitch.wav" ] || note "$work/$pitch.wav" "$pitch"
    notes="$notes $work/$pitch.wav"
  done
  sox -R $notes "$out.notes.wav"
  sox -R -n $format "$out.bass.wav" synth 4 sine "$1" fade h 0.2 4 1.5 gain -22
  sox -R -m -v 1 "$out.notes.wav" -v 1 "$out.bass.wav" $format "$out"
}
piece=''
number=0
for bar in 'G3 D4 G4 B4 D5 B4 G4 D4' 'E3 B3 E4 G4 B4 G4 E4 B3' 'C3 G3 C4 E4 G4 E4 C4 G3' 'D3 A3 D4 G4 A4 G4 D4 A3' \
  'G3 B3 D4 G4 B4 G4 D4 B3' 'A3 E4 A4 C5 E5 C5 A4 E4' 'C3 G3 E4 G4 C5 G4 E4 G3' 'D3 A3 D4 A4 D5 A4 D4 A3'; do
  number=$((number + 1))
  figure "$work/f$number.wav" $bar
  piece="$piece $work/f$number.wav"
done
sox -R $piece $piece music-3.wav fade t 0.01 -0 0.2
