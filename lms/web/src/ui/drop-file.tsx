import { type DragEvent, useState } from "react";
import { useT } from "../i18n";

// A file by a button, or dropped upon it.
export function DropFile(props: { label: string; accept: string; onFile: (file: File) => void }) {
  const { label, accept, onFile } = props;
  const { t } = useT();
  const [over, setOver] = useState(false);
  const drag = (inside: boolean) => (event: DragEvent) => {
    event.preventDefault();
    setOver(inside);
  };
  return (
    <div
      className={`drop ${over ? "over" : ""}`}
      onDragEnter={drag(true)}
      onDragOver={drag(true)}
      onDragLeave={drag(false)}
      onDrop={(event) => {
        drag(false)(event);
        const [file] = event.dataTransfer.files;
        if (file) onFile(file);
      }}
    >
      <label className="button">
        {label}
        <input
          className="hidden"
          type="file"
          accept={accept}
          onChange={(event) => {
            const [file] = event.target.files ?? [];
            event.target.value = "";
            if (file) onFile(file);
          }}
        />
      </label>
      <span className="soft small">{t("author.or_drop")}</span>
    </div>
  );
}
