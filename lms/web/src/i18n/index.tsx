import { type ReactNode, createContext, useContext, useMemo, useState } from "react";
import en from "./en.json";

// A message is a text with {names}, or one text for each plural category of {count}.
export type Message = string | { [category: string]: string };
export type Messages = Record<string, Message>;
export type Key = keyof typeof en;
export const languages = { en: "English", de: "Deutsch", es: "Español" } as const;
export type Language = keyof typeof languages;

const loaders: Record<Language, () => Promise<{ default: Messages }>> = {
  en: async () => ({ default: en as Messages }),
  de: () => import("./de.json") as Promise<{ default: Messages }>,
  es: () => import("./es.json") as Promise<{ default: Messages }>,
};

export function preferredLanguage(): Language {
  const kept = localStorage.getItem("assay.language");
  const wanted = kept === null ? navigator.languages : [kept];
  for (const one of wanted) {
    const short = one.slice(0, 2);
    if (short in languages) return short as Language;
  }
  return "en";
}

export type Values = Record<string, string | number>;
export interface Translation {
  language: Language;
  setLanguage: (language: Language) => void;
  t: (key: Key, values?: Values) => string;
  number: (value: number, digits?: number) => string;
  time: (value: string | number | Date) => string;
  clock: (value: string | number | Date) => string;
  ago: (value: string) => string;
}

const Context = createContext<Translation | null>(null);

export async function loadMessages(language: Language): Promise<Messages> {
  return (await loaders[language]()).default;
}

function makeTranslation(language: Language, messages: Messages, setLanguage: (l: Language) => void): Translation {
  const plural = new Intl.PluralRules(language);
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
  const times = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  const clocks = new Intl.DateTimeFormat(language, { timeStyle: "medium" });
  const number = (value: number, digits = 1) =>
    new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
  return {
    language,
    setLanguage,
    number,
    time: (value) => times.format(new Date(value)),
    clock: (value) => clocks.format(new Date(value)),
    ago: (value) => {
      const seconds = (new Date(value).getTime() - Date.now()) / 1000;
      const units: [Intl.RelativeTimeFormatUnit, number][] = [
        ["day", 86_400],
        ["hour", 3_600],
        ["minute", 60],
      ];
      for (const [unit, size] of units) {
        if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit);
      }
      return relative.format(Math.round(seconds), "second");
    },
    t: (key, values = {}) => {
      const message: Message = messages[key] ?? (en as Messages)[key] ?? key;
      const text =
        typeof message === "string"
          ? message
          : (message[plural.select(Number(values.count ?? 0))] ?? message.other ?? key);
      return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
        const value = values[name];
        if (value === undefined) return whole;
        return typeof value === "number" ? number(value) : value;
      });
    },
  };
}

export function Translated(props: { language: Language; messages: Messages; children: ReactNode }) {
  const [state, setState] = useState({ language: props.language, messages: props.messages });
  const translation = useMemo(
    () =>
      makeTranslation(state.language, state.messages, (language) => {
        void loadMessages(language).then((messages) => {
          localStorage.setItem("assay.language", language);
          document.documentElement.lang = language;
          setState({ language, messages });
        });
      }),
    [state],
  );
  return <Context value={translation}>{props.children}</Context>;
}

export function useT(): Translation {
  const translation = useContext(Context);
  if (translation === null) throw new Error("outside of <Translated>");
  return translation;
}
