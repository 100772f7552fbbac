// "2027-03-01T12:30", as the browser's field for a time has it, in the local zone; "" is none.
export function toField(at: string | undefined): string {
  if (!at) return "";
  const date = new Date(at);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export const fromField = (text: string): string | undefined => (text === "" ? undefined : new Date(text).toISOString());
