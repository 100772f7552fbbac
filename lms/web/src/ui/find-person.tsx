import { useId, useState } from "react";
import { usePeople } from "../api/people";
import { useT } from "../i18n";
import { useSettled } from "./settled";

// One person of the organisation by a part of their name or address; "" is nobody in particular.
export function FindPerson(props: { label: string; value: string; name: string; onChange: (id: string, name: string) => void }) {
  const { label, value, name, onChange } = props;
  const { t } = useT();
  const id = useId();
  const [text, setText] = useState("");
  const query = useSettled(text.trim());
  const people = usePeople(query, query !== "");
  const found = query === "" ? [] : (people.data?.pages[0]?.people.slice(0, 8) ?? []);
  if (value !== "")
    return (
      <div className="field">
        <span id={id}>{label}</span>
        <div className="row">
          <span>{name}</span>
          <button
            type="button"
            className="button narrow"
            aria-describedby={id}
            onClick={() => {
              setText("");
              onChange("", "");
            }}
          >
            {t("audit.anybody")}
          </button>
        </div>
      </div>
    );
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="search"
        value={text}
        placeholder={t("people.search")}
        autoComplete="off"
        onChange={(event) => setText(event.target.value)}
      />
      {query !== "" && (
        <ul className="found" aria-label={label}>
          {found.map((one) => (
            <li key={one.id}>
              <button type="button" className="button bare narrow" onClick={() => onChange(one.id, one.name)}>
                {one.name} <span className="soft">{one.email}</span>
              </button>
            </li>
          ))}
          {people.data && found.length === 0 && <li className="soft small">{t("people.nobody_found")}</li>}
        </ul>
      )}
    </div>
  );
}
