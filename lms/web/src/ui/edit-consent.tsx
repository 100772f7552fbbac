import { kEditHistory, useConsent } from "../api/edits";
import { useT } from "../i18n";
import { useAct } from "./act";
import { Check } from "./check";
import { Failure } from "./parts";

// Whether how a text is written is told along with it.
export function EditConsent() {
  const { t } = useT();
  const { granted, set } = useConsent(kEditHistory);
  const { error, run } = useAct();
  if (granted === undefined) return null;
  return (
    <div className="small">
      <Check label={t("edits.tell")} value={granted} set={(value) => void run(() => set(value))} />
      <p className="soft">{t("edits.what")}</p>
      {error !== null && <Failure error={error} />}
    </div>
  );
}
