#!/bin/sh
# Makes the default prompts with espeak-ng and sox (Debian packages). The sounds are our own work, Apache-2.0 like the rest.
set -eu
cd "$(dirname "$0")"
say() { espeak-ng -v "$1" -s "$2" -a 140 --stdout "$4" | sox -t wav - -r 8000 -c 1 -b 16 "$3" gain -n -6 pad 0.3 0.3; }
say cmn 150 zh/greeting.wav '您好，欢迎致电。正在为您转接，请稍候。'
say cmn 150 zh/max-wait.wav '非常抱歉，坐席全忙，请您稍后再拨。再见。'
say en 150 en/greeting.wav 'Welcome. Please hold the line, we are connecting you.'
say en 150 en/max-wait.wav 'We are sorry, all our agents are busy. Please call again later. Goodbye.'
# Music: a quiet broken chord, 16 s, made to loop without a click.
bar() { sox -n -r 8000 -c 1 -b 16 "$1" synth 4 pluck "$2" synth 4 pluck mix "$3" synth 4 pluck mix "$4" fade t 0.02 4 0.4 gain -n -14; }
bar /tmp/b1.wav C4 E4 G4; bar /tmp/b2.wav A3 C4 E4; bar /tmp/b3.wav F3 A3 C4; bar /tmp/b4.wav G3 B3 D4
sox /tmp/b1.wav /tmp/b2.wav /tmp/b3.wav /tmp/b4.wav music.wav
rm /tmp/b1.wav /tmp/b2.wav /tmp/b3.wav /tmp/b4.wav
