// Counts in a row of bars, with a description for those who do not see them.
export interface Bar {
  label: string;
  count: number;
  tone?: string;
}

export function Bars({ bars, title }: { bars: Bar[]; title: string }) {
  const width = 420;
  const height = 120;
  const most = Math.max(1, ...bars.map((bar) => bar.count));
  const step = width / Math.max(1, bars.length);
  return (
    <svg className="chart" viewBox={`0 0 ${width} ${height + 34}`} role="img" aria-label={title}>
      <desc>{bars.map((bar) => `${bar.label}: ${bar.count}`).join("; ")}</desc>
      {bars.map((bar, i) => {
        const tall = (bar.count / most) * height;
        return (
          <g key={bar.label}>
            <rect
              x={i * step + step * 0.12}
              y={height - tall + 14}
              width={step * 0.76}
              height={tall}
              rx="2"
              fill={`var(--${bar.tone || "accent"})`}
            />
            {bar.count > 0 && (
              <text x={i * step + step / 2} y={height - tall + 10} textAnchor="middle">
                {bar.count}
              </text>
            )}
            <text x={i * step + step / 2} y={height + 28} textAnchor="middle">
              {bar.label}
            </text>
          </g>
        );
      })}
      <line x1="0" x2={width} y1={height + 14} y2={height + 14} stroke="var(--line-strong)" />
    </svg>
  );
}
