import type { ReactNode } from "react";
import { ApiError } from "../api/client";
import { useT } from "../i18n";

export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useT();
  const api = error instanceof ApiError ? error : null;
  return (
    <div className="notice bad" role="alert">
      <p>
        {api === null || api.status === 0 ? t("error.unreachable") : api.message}
        {api !== null && api.retryAfter > 0 ? ` ${t("error.retry_after", { count: api.retryAfter })}` : ""}
      </p>
      {api?.errors.map((one) => (
        <p key={one.field + one.message} className="small">
          <span className="mono">{one.field}</span>: {one.message}
        </p>
      ))}
      {retry && (
        <button className="button narrow" onClick={retry}>
          {t("error.again")}
        </button>
      )}
    </div>
  );
}

export function Loading() {
  const { t } = useT();
  return (
    <p className="soft" role="status">
      {t("loading")}
    </p>
  );
}

// What a query gives: its data, that it is on its way, or what went wrong.
export function Loaded<T>(props: {
  query: { data?: T | undefined; error: unknown; refetch: () => unknown };
  children: (data: T) => ReactNode;
}) {
  const { data, error, refetch } = props.query;
  if (data !== undefined) return <>{props.children(data)}</>;
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  return <Loading />;
}

export function Tile({ value, label }: { value: string; label: string }) {
  return (
    <div className="tile">
      <b>{value}</b>
      <span className="small soft">{label}</span>
    </div>
  );
}

export interface Share {
  tone: string;
  count: number;
  label: string;
}

// A bar of shares; the words beside it say the same.
export function Meter({ shares }: { shares: Share[] }) {
  const total = shares.reduce((sum, one) => sum + one.count, 0);
  const words = shares
    .filter((one) => one.count > 0)
    .map((one) => `${one.label} ${one.count}`)
    .join(", ");
  return (
    <div className="meter" role="img" aria-label={words} title={words}>
      {total > 0 &&
        shares.map((one) => (
          <span key={one.label} className={one.tone} style={{ width: `${(100 * one.count) / total}%` }} />
        ))}
    </div>
  );
}

export function bytes(value: number, number: (value: number, digits?: number) => string): string {
  if (value >= 1 << 30) return `${number(value / (1 << 30))} GiB`;
  if (value >= 1 << 20) return `${number(value / (1 << 20))} MiB`;
  return `${number(value / 1024, 0)} KiB`;
}

export const milliseconds = (value: number, number: (value: number, digits?: number) => string): string =>
  value >= 1000 ? `${number(value / 1000, 2)} s` : `${number(value, 0)} ms`;
