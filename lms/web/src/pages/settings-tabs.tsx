import { Link, useLocation } from "wouter";
import { useT } from "../i18n";
import "../styles/admin.css";

const kPages = [
  ["/settings", "settings.title"],
  ["/settings/security", "people.security"],
  ["/settings/mail", "mail.own"],
  ["/settings/data", "people.data"],
] as const;

export function SettingsTabs() {
  const { t } = useT();
  const [location] = useLocation();
  return (
    <nav className="tabs links" aria-label={t("settings.title")}>
      {kPages.map(([href, title]) => (
        <Link key={href} href={href} aria-current={location === href ? "page" : undefined}>
          {t(title)}
        </Link>
      ))}
    </nav>
  );
}
