// A box with its words.
export function Check(props: { label: string; value: boolean | undefined; set: (value: boolean) => void }) {
  return (
    <label className="row check">
      <input type="checkbox" checked={props.value ?? false} onChange={(event) => props.set(event.target.checked)} />
      {props.label}
    </label>
  );
}
