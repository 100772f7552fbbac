import type { Evidence } from "../api/similarity";
import { type Key, useT } from "../i18n";

// How sure: the words, the number and the interval, never more exact than they are.
export function useShares() {
  const { t, number } = useT();
  const share = (value: number) =>
    value > 0.995 && value < 1 ? "> 99 %" : value > 0 && value < 0.005 ? "< 1 %" : `${number(100 * value, 0)} %`;
  return {
    share,
    // "+3.1", "−0.8"
    signed: (value: number) => `${value < 0 ? "−" : "+"}${number(Math.abs(value))}`,
    interval: ({ low, high }: { low: number; high: number }) =>
      share(low) === share(high) ? share(low) : t("sim.interval", { low: share(low), high: share(high) }),
    inWords: (probability: number) =>
      t(
        probability >= 0.95
          ? "sim.words.very"
          : probability >= 0.75
            ? "sim.words.likely"
            : probability >= 0.4
              ? "sim.words.either"
              : "sim.words.independent",
      ),
  };
}

// The probability as a mark on the band of its interval; the numbers stand beside it.
export function Sure({ probability, low, high }: { probability: number; low: number; high: number }) {
  const x = (value: number) => 4 + 112 * value;
  return (
    <svg className="sure" width="120" height="16" viewBox="0 0 120 16" aria-hidden="true">
      <line x1="4" x2="116" y1="8" y2="8" stroke="var(--line-strong)" />
      <rect x={x(low)} y="4" width={Math.max(2, x(high) - x(low))} height="8" rx="3" fill="var(--accent)" opacity="0.35" />
      <rect x={x(probability) - 2} y="1" width="4" height="14" rx="2" fill="var(--accent)" />
    </svg>
  );
}

export const kindName = (kind: string) => `sim.kind.${kind}` as Key;

// What each kind adds to the odds, in a row of bars: above the line for, below against.
export function EvidenceBars({ evidence }: { evidence: Evidence[] }) {
  const { t, number } = useT();
  const most = Math.max(1, ...evidence.map((one) => Math.abs(one.contribution)));
  const words = evidence
    .filter((one) => one.measured)
    .map((one) => `${t(kindName(one.kind))} ${number(one.contribution)}`)
    .join(", ");
  return (
    <svg className="sure" width="84" height="24" viewBox="0 0 84 24" role="img" aria-label={words}>
      <title>{words}</title>
      <line x1="0" x2="84" y1="15" y2="15" stroke="var(--line-strong)" />
      {evidence.map((one, i) => {
        const size = (Math.abs(one.contribution) / most) * (one.contribution >= 0 ? 14 : 8);
        return one.measured ? (
          <rect
            key={one.kind}
            x={i * 12 + 2}
            y={one.contribution >= 0 ? 15 - size : 15}
            width="8"
            height={Math.max(1, size)}
            rx="1"
            fill={one.contribution >= 0 ? "var(--accent)" : "var(--line-strong)"}
          />
        ) : null;
      })}
    </svg>
  );
}

export function Contribution({ value, most }: { value: number; most: number }) {
  const size = (Math.abs(value) / most) * 56;
  return (
    <svg className="sure" width="120" height="14" viewBox="0 0 120 14" aria-hidden="true">
      <line x1="60" x2="60" y1="0" y2="14" stroke="var(--line-strong)" />
      <rect
        x={value >= 0 ? 60 : 60 - size}
        y="3"
        width={Math.max(1, size)}
        height="8"
        rx="2"
        fill={value >= 0 ? "var(--accent)" : "var(--line-strong)"}
      />
    </svg>
  );
}
