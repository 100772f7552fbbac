// Texts cut at the edges of what they share, line by line. Offsets are bytes, as the service gives them.

export interface Span {
  passage: number;
  begin: number;
  end: number;
}
export interface Piece {
  text: string;
  passages: number[]; // that cover it, the shortest first
  begins: number[]; // that begin here
}

const decoder = new TextDecoder();

export function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
}

// Edges fall between characters, whatever they were counted in.
function edge(bytes: Uint8Array, at: number): number {
  let i = Math.max(0, Math.min(at, bytes.length));
  while (i > 0 && i < bytes.length && ((bytes[i] ?? 0) & 0xc0) === 0x80) --i;
  return i;
}

export function linesOf(bytes: Uint8Array, spans: Span[]): Piece[][] {
  const edges = spans.map((span) => ({ ...span, begin: edge(bytes, span.begin), end: edge(bytes, span.end) }));
  const cuts = [...new Set([0, bytes.length, ...edges.flatMap((span) => [span.begin, span.end])])].sort((a, b) => a - b);
  const lines: Piece[][] = [[]];
  for (const [i, from] of cuts.entries()) {
    const to = cuts[i + 1];
    if (to === undefined) break;
    const passages = edges
      .filter((span) => span.begin <= from && span.end >= to)
      .sort((a, b) => a.end - a.begin - (b.end - b.begin))
      .map((span) => span.passage);
    let begins = edges.filter((span) => span.begin === from && span.end > from).map((span) => span.passage);
    for (const [k, text] of decoder.decode(bytes.subarray(from, to)).replace(/\r\n/g, "\n").split("\n").entries()) {
      if (k > 0) lines.push([]);
      if (text === "") continue;
      lines[lines.length - 1]?.push({ text, passages, begins });
      begins = [];
    }
  }
  if (lines.length > 1 && lines[lines.length - 1]?.length === 0) lines.pop();
  return lines;
}
