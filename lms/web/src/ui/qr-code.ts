// QR codes of texts up to 213 bytes: ISO/IEC 18004, byte mode, error correction M, versions 1 to 10.

// By version: codewords of error correction in each block, and how many blocks of how many codewords of data.
const kBlocks: [ec: number, [count: number, data: number][]][] = [
  [10, [[1, 16]]],
  [16, [[1, 28]]],
  [26, [[1, 44]]],
  [18, [[2, 32]]],
  [24, [[2, 43]]],
  [16, [[4, 27]]],
  [18, [[4, 31]]],
  [22, [[2, 38], [2, 39]]],
  [22, [[3, 36], [2, 37]]],
  [26, [[4, 43], [1, 44]]],
];
const kAlignment = [
  [], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50],
];

// The field GF(256) over x^8 + x^4 + x^3 + x^2 + 1.
function times(a: number, b: number): number {
  let product = 0;
  for (let i = 7; i >= 0; --i) product = (product << 1) ^ ((product >>> 7) * 0x11d) ^ (((b >>> i) & 1) * a);
  return product;
}

function correction(data: number[], degree: number): number[] {
  const generator = new Array<number>(degree).fill(0);
  generator[degree - 1] = 1;
  for (let i = 0, root = 1; i < degree; ++i, root = times(root, 2)) {
    for (let j = 0; j < degree; ++j)
      generator[j] = times(generator[j] ?? 0, root) ^ (j + 1 < degree ? (generator[j + 1] ?? 0) : 0);
  }
  const rest = new Array<number>(degree).fill(0);
  for (const one of data) {
    const factor = one ^ (rest.shift() ?? 0);
    rest.push(0);
    for (const [i, g] of generator.entries()) rest[i] = (rest[i] ?? 0) ^ times(g, factor);
  }
  return rest;
}

const capacity = (version: number) =>
  (kBlocks[version - 1]?.[1] ?? []).reduce((sum, [count, data]) => sum + count * data, 0);

function codewords(bytes: Uint8Array, version: number): number[] {
  const bits: number[] = [];
  const put = (value: number, length: number) => {
    for (let i = length - 1; i >= 0; --i) bits.push((value >>> i) & 1);
  };
  put(4, 4);
  put(bytes.length, version < 10 ? 8 : 16);
  for (const byte of bytes) put(byte, 8);
  const room = capacity(version) * 8;
  put(0, Math.min(4, room - bits.length));
  put(0, (8 - (bits.length % 8)) % 8);
  for (let pad = 0xec; bits.length < room; pad ^= 0xec ^ 0x11) put(pad, 8);
  const data: number[] = [];
  for (let i = 0; i < bits.length; i += 8) data.push(parseInt(bits.slice(i, i + 8).join(""), 2));

  const [ec, groups] = kBlocks[version - 1] ?? [0, []];
  const blocks: { data: number[]; ec: number[] }[] = [];
  let at = 0;
  for (const [count, size] of groups) {
    for (let i = 0; i < count; ++i, at += size) {
      const block = data.slice(at, at + size);
      blocks.push({ data: block, ec: correction(block, ec) });
    }
  }
  const longest = Math.max(...blocks.map((block) => block.data.length));
  const all: number[] = [];
  for (let i = 0; i < longest; ++i)
    for (const block of blocks) {
      const one = block.data[i];
      if (one !== undefined) all.push(one);
    }
  for (let i = 0; i < ec; ++i) for (const block of blocks) all.push(block.ec[i] ?? 0);
  return all;
}

const kMasks: ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

class Grid {
  readonly size: number;
  readonly dark: boolean[][];
  readonly fixed: boolean[][];

  constructor(readonly version: number) {
    this.size = 17 + 4 * version;
    this.dark = Array.from({ length: this.size }, () => new Array<boolean>(this.size).fill(false));
    this.fixed = Array.from({ length: this.size }, () => new Array<boolean>(this.size).fill(false));
    this.patterns();
  }
  get(x: number, y: number): boolean {
    return this.dark[y]?.[x] ?? false;
  }
  private fix(x: number, y: number, dark: boolean): void {
    const row = this.dark[y];
    const fixed = this.fixed[y];
    if (row === undefined || fixed === undefined || x < 0 || x >= this.size) return;
    row[x] = dark;
    fixed[x] = true;
  }
  private square(cx: number, cy: number, radius: number, isDark: (distance: number) => boolean): void {
    for (let dy = -radius; dy <= radius; ++dy)
      for (let dx = -radius; dx <= radius; ++dx)
        this.fix(cx + dx, cy + dy, isDark(Math.max(Math.abs(dx), Math.abs(dy))));
  }
  private patterns(): void {
    for (let i = 0; i < this.size; ++i) {
      this.fix(6, i, i % 2 === 0);
      this.fix(i, 6, i % 2 === 0);
    }
    const far = this.size - 4;
    for (const [x, y] of [[3, 3], [far, 3], [3, far]] as const) this.square(x, y, 4, (d) => d !== 2 && d !== 4);
    const places = kAlignment[this.version - 1] ?? [];
    const last = places.length - 1;
    for (const [i, x] of places.entries())
      for (const [j, y] of places.entries()) {
        const corner = (i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0);
        if (!corner) this.square(x, y, 2, (d) => d !== 1);
      }
    this.format(0);
    if (this.version < 7) return;
    let rest = this.version;
    for (let i = 0; i < 12; ++i) rest = (rest << 1) ^ ((rest >>> 11) * 0x1f25);
    const bits = (this.version << 12) | rest;
    for (let i = 0; i < 18; ++i) {
      const a = this.size - 11 + (i % 3);
      const b = Math.floor(i / 3);
      this.fix(a, b, ((bits >>> i) & 1) === 1);
      this.fix(b, a, ((bits >>> i) & 1) === 1);
    }
  }
  // Level M is 00.
  format(mask: number): void {
    let rest = mask;
    for (let i = 0; i < 10; ++i) rest = (rest << 1) ^ ((rest >>> 9) * 0x537);
    const bits = ((mask << 10) | rest) ^ 0x5412;
    const bit = (i: number) => ((bits >>> i) & 1) === 1;
    for (let i = 0; i <= 5; ++i) this.fix(8, i, bit(i));
    this.fix(8, 7, bit(6));
    this.fix(8, 8, bit(7));
    this.fix(7, 8, bit(8));
    for (let i = 9; i < 15; ++i) this.fix(14 - i, 8, bit(i));
    for (let i = 0; i < 8; ++i) this.fix(this.size - 1 - i, 8, bit(i));
    for (let i = 8; i < 15; ++i) this.fix(8, this.size - 15 + i, bit(i));
    this.fix(8, this.size - 8, true);
  }
  // Up and down in pairs of columns, from the right; the column of the timing pattern is left out.
  fill(data: number[]): void {
    let i = 0;
    for (let right = this.size - 1; right >= 1; right -= 2) {
      if (right === 6) right = 5;
      for (let step = 0; step < this.size; ++step)
        for (const x of [right, right - 1]) {
          const y = ((right + 1) & 2) === 0 ? this.size - 1 - step : step;
          const row = this.dark[y];
          if (row === undefined || this.fixed[y]?.[x] || i >= data.length * 8) continue;
          row[x] = (((data[i >>> 3] ?? 0) >>> (7 - (i & 7))) & 1) === 1;
          ++i;
        }
    }
  }
  mask(which: number): void {
    const inverted = kMasks[which];
    for (const [y, row] of this.dark.entries())
      for (const [x, dark] of row.entries()) if (!this.fixed[y]?.[x] && inverted?.(x, y)) row[x] = !dark;
  }
  // How hard it is to read: long runs, squares, and an uneven share of dark.
  penalty(): number {
    let sum = 0;
    let dark = 0;
    for (const flip of [false, true]) {
      for (let a = 0; a < this.size; ++a) {
        let run = 0;
        let before: boolean | null = null;
        for (let b = 0; b < this.size; ++b) {
          const now = flip ? this.get(a, b) : this.get(b, a);
          if (!flip && now) ++dark;
          run = now === before ? run + 1 : 1;
          before = now;
          if (run === 5) sum += 3;
          else if (run > 5) ++sum;
        }
      }
    }
    for (let y = 0; y + 1 < this.size; ++y)
      for (let x = 0; x + 1 < this.size; ++x) {
        const one = this.get(x, y);
        if (one === this.get(x + 1, y) && one === this.get(x, y + 1) && one === this.get(x + 1, y + 1)) sum += 3;
      }
    return sum + 10 * Math.floor(Math.abs((dark * 20) / this.size ** 2 - 10));
  }
}

// Rows of dark (true) and light modules, without the quiet zone; null where the text is too long.
export function qrCode(text: string): boolean[][] | null {
  const bytes = new TextEncoder().encode(text);
  const version = kBlocks.findIndex((_, i) => capacity(i + 1) >= bytes.length + (i + 1 < 10 ? 2 : 3)) + 1;
  if (version === 0) return null;
  const grid = new Grid(version);
  grid.fill(codewords(bytes, version));
  let best = 0;
  let least = Infinity;
  for (let which = 0; which < kMasks.length; ++which) {
    grid.format(which);
    grid.mask(which);
    const penalty = grid.penalty();
    if (penalty < least) [best, least] = [which, penalty];
    grid.mask(which);
  }
  grid.format(best);
  grid.mask(best);
  return grid.dark;
}
