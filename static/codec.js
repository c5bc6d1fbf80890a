/** Reads what `arena/codec.py` and `arena/rows.py` write. */

const DTYPES = { float32: Float32Array, float64: Float64Array, uint8: Uint8Array, uint16: Uint16Array };

/** What is coarse travels without its last ten bits. */
const DROPPED_BITS = 10;

/**
 * @param {Uint8Array} bytes zlib-compressed message
 * @returns {Promise<any>} the nest of objects; arrays are typed, two-dimensional ones are lists of rows
 */
export async function unpack(bytes) {
  const buffer = await inflate(bytes);
  const length = new DataView(buffer).getUint32(0, true);
  const text = new TextDecoder().decode(new Uint8Array(buffer, 4, length));
  const base = 4 + length;
  const seen = new Map();
  return JSON.parse(text, (_, value) => {
    if (!value || !value.$) return value;
    const [dtype, offset, shape] = value.$;
    // An empty one begins where the next one does.
    const name = `${offset} ${shape}`;
    if (!seen.has(name)) seen.set(name, view(buffer, base + offset, DTYPES[dtype], shape));
    return seen.get(name);
  });
}

/** By hand, for a detour by Blob and Response takes several milliseconds more. */
async function inflate(bytes) {
  const { readable, writable } = new DecompressionStream("deflate");
  const writer = writable.getWriter();
  writer.write(bytes);
  writer.close();
  const chunks = [];
  const reader = readable.getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) chunks.push(piece.value);
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole.buffer;
}

/** Plotly takes a matrix as a list of rows; they share the message's memory. */
function view(buffer, offset, Type, shape) {
  const size = Type.BYTES_PER_ELEMENT;
  // Arrays begin at multiples of four bytes, which is not enough for one of eight: it gets memory of its own.
  if (offset % size !== 0) {
    const length = shape.reduce((product, count) => product * count, size);
    return view(buffer.slice(offset, offset + length), 0, Type, shape);
  }
  if (shape.length === 1) return new Type(buffer, offset, shape[0]);
  const [rows, columns] = shape;
  return Array.from({ length: rows }, (_, row) => new Type(buffer, offset + row * columns * size, columns));
}

/**
 * @param {Uint8Array} bytes as `arena.rows.encode` writes them
 * @param {boolean[]} coarse for each row
 * @returns {Float32Array[]} the rows, a number for each step
 */
export function unpackRows(bytes, coarse) {
  const points = bytes.length / (4 * coarse.length);
  return coarse.map((rounded, row) => {
    const dropped = rounded ? DROPPED_BITS : 0;
    const planes = bytes.subarray(row * 4 * points, (row + 1) * 4 * points);
    const bits = new Int32Array(points);
    let value = 0;
    let change = 0;
    for (let i = 0; i < points; i++) {
      const folded =
        planes[i] | (planes[points + i] << 8) | (planes[2 * points + i] << 16) | (planes[3 * points + i] << 24);
      change = (change + ((folded >>> 1) ^ -(folded & 1))) | 0;
      value = (value + change) | 0;
      bits[i] = value << dropped;
    }
    return new Float32Array(bits.buffer);
  });
}
