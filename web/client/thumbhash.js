// ThumbHash: a blurred picture in about 25 bytes. Written from the format's description at
// https://evanw.github.io/thumbhash/ (Evan Wallace, 2023): a few terms of a discrete cosine transform for luminance
// (L), yellow-blue (P), red-green (Q) and, where present, opacity (A), packed in four bits each.

const LONG_SIDE = 32;

/** The header's fields and the number of cosine terms across and down. */
function readHeader(bytes) {
  const colour = bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
  const shape = bytes[3] | (bytes[4] << 8);
  const opacity = colour >> 23 === 1;
  const landscape = shape >> 15 === 1;
  const longest = opacity ? 5 : 7;
  const across = landscape ? longest : shape & 7;
  const down = landscape ? shape & 7 : longest;
  return {
    opacity,
    across,
    down,
    l: { mean: (colour & 63) / 63, scale: ((colour >> 18) & 31) / 31 },
    p: { mean: ((colour >> 6) & 63) / 31.5 - 1, scale: (((shape >> 3) & 63) / 63) * 1.25 },
    q: { mean: ((colour >> 12) & 63) / 31.5 - 1, scale: (((shape >> 9) & 63) / 63) * 1.25 },
    a: opacity ? { mean: (bytes[5] & 15) / 15, scale: (bytes[5] >> 4) / 15 } : { mean: 1, scale: 0 },
  };
}

/** The terms of one channel: only those under the diagonal, without the first, which is the mean. */
function readTerms(nibbles, across, down, scale) {
  const terms = [];
  for (let y = 0; y < down; y++) {
    for (let x = y === 0 ? 1 : 0; x * down < across * (down - y); x++) {
      terms.push({ x, y, weight: (nibbles() / 7.5 - 1) * scale });
    }
  }
  return terms;
}

function nibbleReader(bytes, start) {
  let n = start * 2;
  return () => (n % 2 ? bytes[(n++ - 1) / 2] >> 4 : bytes[n++ / 2] & 15);
}

/** cos(pi * k * (i + 0.5) / size) for every i and k. */
function cosines(size, terms) {
  return Array.from({ length: size }, (_, i) =>
    Array.from({ length: terms }, (_, k) => Math.cos((Math.PI / size) * (i + 0.5) * k)),
  );
}

function sample({ mean }, terms, alongX, alongY) {
  return terms.reduce((sum, { x, y, weight }) => sum + weight * alongX[x] * alongY[y] * 2, mean);
}

const toByte = (value) => Math.max(0, Math.min(255, 255 * value));

/** Decode to `{width, height, pixels}` (RGBA bytes), the longer side 32 pixels. */
export function decode(bytes) {
  const header = readHeader(bytes);
  const across = Math.max(3, header.across);
  const down = Math.max(3, header.down);
  const nibbles = nibbleReader(bytes, header.opacity ? 6 : 5);
  const l = readTerms(nibbles, across, down, header.l.scale);
  const p = readTerms(nibbles, 3, 3, header.p.scale);
  const q = readTerms(nibbles, 3, 3, header.q.scale);
  const a = header.opacity ? readTerms(nibbles, 5, 5, header.a.scale) : [];

  const ratio = header.across / header.down;
  const width = Math.round(ratio > 1 ? LONG_SIDE : LONG_SIDE * ratio);
  const height = Math.round(ratio > 1 ? LONG_SIDE / ratio : LONG_SIDE);
  const columns = cosines(width, Math.max(across, 5));
  const rows = cosines(height, Math.max(down, 5));
  const pixels = new Uint8ClampedArray(width * height * 4);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      const light = sample(header.l, l, columns[x], rows[y]);
      const yellow = sample(header.p, p, columns[x], rows[y]);
      const red = sample(header.q, q, columns[x], rows[y]);
      const b = light - (2 / 3) * yellow;
      const r = (3 * light - b + red) / 2;
      pixels[at] = toByte(r);
      pixels[at + 1] = toByte(r - red);
      pixels[at + 2] = toByte(b);
      pixels[at + 3] = toByte(sample(header.a, a, columns[x], rows[y]));
    }
  }
  return { width, height, pixels };
}

/** The bytes of a base64 thumbhash, or null where the text is none. */
export function fromBase64(text) {
  try {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    return bytes.length >= 5 ? bytes : null;
  } catch {
    return null;
  }
}

/** Paint a base64 thumbhash on a canvas; a text that is no thumbhash leaves it empty. */
export function paint(canvas, text) {
  const bytes = fromBase64(text ?? "");
  if (!bytes) return;
  const { width, height, pixels } = decode(bytes);
  canvas.width = width;
  canvas.height = height;
  canvas.getContext("2d").putImageData(new ImageData(pixels, width, height), 0, 0);
}
