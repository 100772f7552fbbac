// Light, dark, or as the system says: on the root element, before anything is drawn.
export type Theme = "light" | "dark" | "system";

export function readTheme(): Theme {
  const kept = localStorage.getItem("assay.theme");
  return kept === "light" || kept === "dark" ? kept : "system";
}

export function applyTheme(theme: Theme): void {
  if (theme === "system") {
    localStorage.removeItem("assay.theme");
    delete document.documentElement.dataset.theme;
  } else {
    localStorage.setItem("assay.theme", theme);
    document.documentElement.dataset.theme = theme;
  }
}

applyTheme(readTheme());
