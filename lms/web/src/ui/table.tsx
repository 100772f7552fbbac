import { Children, type ReactNode } from "react";
import { useT } from "../i18n";
import { Scroll } from "./scroll";

// What a column is called. `num`: figures, to the right; `hidden`: said but not seen; `width` as CSS has it.
export type Head = ReactNode | { text: ReactNode; num?: boolean; hidden?: boolean; width?: string };
export const num = (text: ReactNode): Head => ({ text, num: true });

const isColumn = (head: Head): head is Exclude<Head, ReactNode> =>
  typeof head === "object" && head !== null && "text" in head;

// The head of a column that holds buttons.
export function Actions() {
  const { t } = useT();
  return <span className="hidden">{t("people.actions")}</span>;
}

// A table that scrolls by itself where there is no room for it. `empty` stands there instead when it has no rows.
export function Table(props: {
  label: string;
  heads: Head[];
  empty?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  const { label, heads, empty, className, children } = props;
  if (empty !== undefined && Children.count(children) === 0) return <p className="soft">{empty}</p>;
  return (
    <Scroll label={label}>
      <table className={className}>
        <thead>
          <tr>
            {heads.map((head, i) => {
              const { text, num, hidden, width } = isColumn(head) ? head : { text: head };
              return (
                <th key={i} scope="col" className={num ? "num" : undefined} style={width ? { width } : undefined}>
                  {hidden ? <span className="hidden">{text}</span> : text}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </Scroll>
  );
}
