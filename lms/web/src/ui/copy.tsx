import { useId, useState } from "react";
import { useT } from "../i18n";

// A secret or a link that is shown this once: to be selected, or copied by a button.
export function Copyable({ label, value }: { label: string; value: string }) {
  const { t } = useT();
  const id = useId();
  const [copied, setCopied] = useState(false);
  return (
    <div className="copyable">
      <label htmlFor={id} className="small">
        {label}
      </label>
      <div className="row">
        <input
          id={id}
          type="text"
          className="mono"
          readOnly
          value={value}
          onFocus={(event) => event.currentTarget.select()}
        />
        <button
          type="button"
          className="button"
          onClick={() => {
            void navigator.clipboard.writeText(value).then(() => setCopied(true));
          }}
        >
          {t(copied ? "people.copied" : "people.copy")}
        </button>
      </div>
      <span className="hidden" role="status">
        {copied ? t("people.copied") : ""}
      </span>
    </div>
  );
}
